"""Raw transforms: those of JAX itself, their layers read as those of Flax are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.filters import NEVER_RNG_STATE
from flake8_nnx_rng.semantics.program.functions import Function, read_function
from flake8_nnx_rng.semantics.program.layers import Layer, Stack
from flake8_nnx_rng.semantics.program.merging import applied_in, listed, unstarred
from flake8_nnx_rng.semantics.program.transformed import GRADIENTS, kind_of
from flake8_nnx_rng.semantics.releases.transforms import CUSTOM, TRANSPARENT
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import (
    PATTERNS,
    ancestor,
    elements,
    field_of,
    integer,
    targets,
    text_of,
)
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = frozenset({"for_statement", "while_statement"} | {"list_comprehension", "lambda"})
REPEATED = _LOOPS | {"generator_expression", "function_definition"}
_RETURNING = ("return_statement", "tuple", "expression_list", "list", "dictionary", "pair")
_CHANGED = ("replace", "_replace")
_COPYING = CUSTOM | {"shard_map"}
"""Wrappers of JAX that leave the leading axes of what they copy as they are."""
_WRAPPING = frozenset({"jit", "vmap", "pmap", "checkpoint", "remat"}) | GRADIENTS | _COPYING


def raw_stacks(analysis: Analysis) -> Iterator[Stack]:
    """Each function that a transform of JAX wraps, with all layers around it."""
    known = {stack.root: stack for stack in analysis.stacks.all}
    ends = {stack.layers[-1].node: stack for stack in known.values() if stack.layers}
    transformed = analysis.transformed
    for function, uses in (*transformed.functions, *transformed.copied):
        wrapping = [use for use in uses if "." in use.name and kind_of(use) in _WRAPPING]
        for chain in _chains(analysis, wrapping):
            if any(_hides_arguments(use) for use in chain):
                continue
            roots = [_root(use, function) for use in chain]
            met = [known.get(root) or ends.get(root) for root in roots]
            around = next(filter(None, met), None)  # nnx.jit(jax.grad(f)) ends at what is not ours
            whole = roots[0] if around is None else around.root
            raw = {use.node: use for use in wrapping}
            outer = [_raw(raw, layer) for layer in _layers_around(analysis, whole, around)]
            inner = [_read(use, use.node) for use in chain if use.node in raw]
            below = [_raw(raw, layer) for layer in _layers_below(analysis, chain[-1])]
            yield Stack(whole, (*outer, *inner, *below), _run(analysis, chain[-1], function))


def _chains(analysis: Analysis, uses: list[TransformUse]) -> Iterator[list[TransformUse]]:
    """The transforms that stand around one another, outermost first.

    `jax.vmap(f)` and `jax.jit(f)` apart are two functions; the decorators of `f` are below both.
    """
    decorators = [use for use in uses if use.applied is None]
    if decorators:
        yield sorted(decorators, key=lambda use: use.node.start)
    calls = {use.applied: use for use in uses if use.applied is not None}
    inside = {applied: _wrapped(analysis, use) for applied, use in calls.items()}
    for outermost in calls:
        if outermost not in inside.values():
            yield list(_inwards(outermost, calls, inside))


def _inwards(
    applied: Node | None, calls: dict[Node, TransformUse], inside: dict[Node, Node | None]
) -> Iterator[TransformUse]:
    left = dict(calls)  # a name may lead back to itself
    while applied in left:
        yield left.pop(applied)
        applied = inside[applied]


def _wrapped(analysis: Analysis, use: TransformUse) -> Node | None:
    """The expression that a transform is applied to, also where a name keeps it."""
    target = use.target
    if target is None or target.kind != "identifier":
        return target
    return analysis.names.value(target)


def _run(analysis: Analysis, innermost: TransformUse, function: Node) -> Function:
    """The function inside, without the parameters that a partial has filled."""
    target = None if innermost.applied is None else innermost.target
    found = None if target is None else analysis.stacks.function(target)
    is_same = found is not None and found.node == function and not found.is_class
    return found if found is not None and is_same else read_function(function)


def _layers_around(analysis: Analysis, whole: Node, known: Stack | None) -> tuple[Layer, ...]:
    """The layers of a known stack, or all decorators of a function: one may change what it gets."""
    if known is not None:
        return known.layers
    return analysis.stacks.layers(whole) if whole.kind == "decorated_definition" else ()


def _layers_below(analysis: Analysis, use: TransformUse) -> tuple[Layer, ...]:
    """The transforms in `jax.grad(nnx.remat(f))`, and the decorators of what a call names."""
    if use.applied is None or use.target is None:
        return ()
    return analysis.stacks.layers(use.target)


def _raw(raw: dict[Node, TransformUse], layer: Layer) -> Layer:
    """A layer as it is, or as the transform of JAX that it is, taken out of those left."""
    use = raw.pop(layer.node, None)
    return layer if use is None else _read(use, layer.node)


def _read(use: TransformUse, node: Node) -> Layer:
    name = kind_of(use)
    return Layer(node, use._replace(name=name), name in TRANSPARENT | _COPYING, raw=True)


def _hides_arguments(use: TransformUse) -> bool:
    """Whether some arguments are not written, or it is not which are static or handed on as is."""
    if use.option("nondiff_argnums", "nondiff_argnames") is not None:
        return True
    names = [node.kind for node in _listed(use, "static_argnames")]
    numbers = [integer(node) for node in _listed(use, "static_argnums")]
    return use.options.unpacks or {*names} - {"string"} != set() or None in numbers


def _listed(use: TransformUse, option: str) -> list[Node]:
    """What an option holds, one or several in a tuple or list."""
    written = use.option(option)
    listed = None if written is None else elements(written)
    return ([] if written is None else [written]) if listed is None else listed


def is_static(use: TransformUse | None, function: Function, parameter: str | None) -> bool:
    """Whether a transform leaves an argument as it is, so that no trace takes it in."""
    names = [p.name for p in function.parameters]
    if use is None or parameter not in names:
        return False
    numbers = [integer(node) for node in _listed(use, "static_argnums")]
    index = names.index(parameter)
    called = {text_of(node) for node in _listed(use, "static_argnames")}
    return parameter in called or index in numbers or index - len(names) in numbers


def _root(use: TransformUse, function: Node) -> Node:
    """The expression or definition whose value is the transformed function."""
    if use.applied is not None:
        return use.applied
    return ancestor(function, "decorated_definition") or function


def differentiates(use: TransformUse | None, function: Function, parameter: str) -> bool | None:
    """Whether a gradient is taken with respect to a parameter; None where that is not known."""
    names = [p.name for p in function.parameters]
    if use is None or parameter not in names:
        return False
    written, index = _argnums(use), names.index(parameter)
    numbers = [0] if written is None else [integer(n) for n in elements(written) or [written]]
    is_among = index in numbers or index - len(names) in numbers
    return is_among or (None if None in numbers else False)


def _argnums(use: TransformUse) -> Node | None:
    """By which arguments a gradient is taken, also where that has its place behind the function."""
    written, positional = use.option("argnums"), use.options.positional
    if written is None and use.target is not None and use.target in positional[:1]:
        return next(iter(positional[1:2]), None)
    return written


def is_run_once(calls: list[Node], state: Binding | None) -> bool:
    """Whether there is one call in view, and nothing repeats it for the same state."""
    if len(calls) != 1:
        return False
    around = list(calls[0].ancestors())
    if state is not None and state.kind is BindingKind.VALUE:  # each run makes its own
        scope = ancestor(state.node, *FUNCTIONS)
        around = around[: around.index(scope)] if scope in around else around
    return REPEATED.isdisjoint(node.kind for node in around)


def hands_back(function: Function, parameter: str) -> bool:
    """Whether a function hands its state back: `return model, loss`, `nnx.state(model)`."""
    body, names = function.body, names_of(function, parameter)
    found = [body] if body.kind == "identifier" else body.find_all("identifier")
    found = [node for node in found if ancestor(node, *FUNCTIONS) == function.node]
    return any(node.text in names and _is_handed_back(node) for node in found)


def names_of(function: Function, parameter: str) -> set[str]:
    """The parameter and what is unpacked from it, or from a part of it, or merged of it."""
    found = {parameter}
    for assignment in function.body.find_all("assignment"):
        right = assignment.field("right")
        while right is not None and right.kind in ("attribute", "subscript"):
            right = right.parts[0]
        if right is None:
            continue
        left, applied = field_of(assignment, "left"), applied_in(right)
        if applied is not None and _takes(listed(applied), found):
            found |= {name.text for name in _new_state_in(left)}
        elif right.text in found or _is_merged_of(right, found):
            found |= {name.text for name in targets(left)}
    return found


def _takes(given: list[Node], states: set[str]) -> bool:
    return any(unstarred(node).text in states for node in given)


def _new_state_in(left: Node) -> Iterator[Node]:
    """The names for what `graphdef.apply(state)(x)` hands back beside the result, or for all."""
    is_pair = left.kind in PATTERNS and left.parts
    for node in left.parts[1:] if is_pair else (left,):
        yield from targets(node)


def _is_merged_of(value: Node, states: set[str]) -> bool:
    """Whether this is `nnx.merge(graphdef, state)` of one of some states."""
    if value.kind != "call" or field_of(value, "function").text.rpartition(".")[2] != "merge":
        return False
    return _takes(listed(value), states)


def _is_handed_back(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.kind in _RETURNING:
        return parent.kind == "return_statement" or _is_handed_back(parent)
    if parent.kind == "lambda":
        return True
    record = _record_of(node)
    if record is not None:
        return _is_handed_back(record)
    call = parent.parent
    if parent.kind != "argument_list" or call is None or parent.parts[0] != node:
        return False
    name = field_of(call, "function").text.rpartition(".")[2]
    is_apart = name == "split" or (name == "state" and not _takes_other_state(parent))
    return is_apart and not _is_left_unused(call)


def _record_of(node: Node) -> Node | None:
    """The call that puts state or a part in a record: `ts._replace(n=1)`, `TS(ts.model)`."""
    part, around = node, node.parent
    if around is not None and around.kind == "attribute":
        part, around = around, around.parent
        is_copied = field_of(part, "attribute").text in _CHANGED
        if is_copied and around is not None and around.kind == "call":
            return around
    if part.text == "rngs":
        return None  # which a layer is made with
    if around is not None and around.kind == "keyword_argument":
        around = around.parent
    call = None if around is None or around.kind != "argument_list" else around.parent
    name = "" if call is None else field_of(call, "function").text.rpartition(".")[2]
    return call if name[:1].isupper() or name in _CHANGED else None


def _takes_other_state(given: Node) -> bool:
    """Whether `nnx.state(model, nnx.Param)` leaves RNG state out."""
    filters = given.parts[1:]
    return bool(filters) and all(f.text.rpartition(".")[2] in NEVER_RNG_STATE for f in filters)


def _is_left_unused(call: Node) -> bool:
    """Whether what a call gives is bound to names that nothing reads after it."""
    holder, function = call.parent, ancestor(call, *FUNCTIONS)
    if holder is None or holder.kind != "assignment" or function is None:
        return False
    bound = {name.text for name in targets(field_of(holder, "left"))}
    if not bound or any(node.kind in _LOOPS for node in _within(call, function)):
        return False
    names = field_of(function, "body").find_all("identifier")
    return not any(name.text in bound and name.start > holder.end for name in names)


def _within(node: Node, function: Node) -> Iterator[Node]:
    for outer in node.ancestors():
        if outer == function:
            return
        yield outer
