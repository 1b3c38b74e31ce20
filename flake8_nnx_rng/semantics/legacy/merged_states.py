"""States that `nnx.merge` once copied and that the module it makes shares today.

The variables of the module are those of the states since 0.11.0, and those of what was split. What
a transform runs may not change captured ones: a draw there raises. Elsewhere a draw from the one
moves the streams of the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.legacy.still_modules import is_quiet, is_still
from flake8_nnx_rng.semantics.passages.captures import TRACING
from flake8_nnx_rng.semantics.passages.lost_states import has_other_keys
from flake8_nnx_rng.semantics.program.layers import Stack
from flake8_nnx_rng.semantics.program.merging import listed, split_of, unstarred
from flake8_nnx_rng.semantics.program.raw import differentiates
from flake8_nnx_rng.semantics.program.transformed import GRADIENTS, kind_of
from flake8_nnx_rng.semantics.releases.eras import first_sharing, shares_merged
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import (
    PATTERNS,
    ancestor,
    arguments,
    field_of,
    is_assigned,
    is_field,
    is_in,
)
from flake8_nnx_rng.syntax.nodes import start as by_start
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = (
    *("for_statement", "while_statement", "list_comprehension", "generator_expression"),
    *("set_comprehension", "dictionary_comprehension"),
)
_BY_ARGUMENT = GRADIENTS | {"jacfwd", "jacrev", "jacobian", "hessian"}
"""Transforms that differentiate by some arguments, and hand the others on as they are."""
COPY = "copy"
"""The keyword of `nnx.merge` that asks for variables of its own."""


class MergedStates(NamedTuple):
    """A call that merges, and the states in it whose variables others have as well.

    `use` is the transform that runs it, if that traces them not: they are from outside of the
    function, or arguments that a gradient hands on.
    `split` is the `nnx.split` whose graph definition is applied; None for `nnx.merge` itself.
    `used` are the variables that were split and are used before the merge.
    """

    call: Node
    states: tuple[Node, ...]
    use: TransformUse | None = None
    split: Node | None = None
    used: tuple[Node, ...] = ()


def merged_states(analysis: Analysis) -> Iterator[MergedStates]:
    """Merges in old code of states that are captured or used again, if the target shares them."""
    if not shares_merged(analysis.release):
        return
    found = [*_merges(analysis), *_applications(analysis)]
    if not found or not analysis.is_from_before(first_sharing()):  # most modules merge nothing
        return
    for call, given, split in found:
        writes = has_other_keys(call, analysis)
        if not writes and is_quiet(analysis, call):
            continue
        states = [state for state in given if writes or not is_still(analysis, state)]
        untraced = _untraced(analysis, call, states)
        if untraced is not None:
            yield untraced._replace(split=split)
            continue
        shared = tuple(s for s in states if _is_shared(analysis, s, call))
        used = dict.fromkeys(node for state in states for node in _used(analysis, state, call))
        if shared or used:
            yield MergedStates(call, shared, split=split, used=tuple(used))


def is_told_of(analysis: Analysis, function: Node) -> bool:
    """Whether states that a transformed function may not change are told to be merged in it."""
    found = analysis.merged_states
    return any(merged.use is not None and is_in(merged.call, function) for merged in found)


def _untraced(analysis: Analysis, call: Node, states: list[Node]) -> MergedStates | None:
    """The merge of states that the transform which runs it does not trace, if there is one."""
    functions = dict(analysis.transformed.functions)
    function = ancestor(call, *FUNCTIONS)
    while function is not None and function not in functions:
        function = ancestor(function, *FUNCTIONS)
    if function is None:
        return None
    uses = [use for use in functions[function] if kind_of(use) in TRACING]
    captured = [state for state in states if _is_captured(analysis, state, function)]
    if uses and captured:
        return MergedStates(call, tuple(captured), uses[0])
    for use, run in analysis.transformed.applied:
        if run.node == function and _runs(analysis, use, run):
            passed = [state for state in states if _is_passed_by(analysis, state, use, run)]
            if passed:
                return MergedStates(call, tuple(passed), use)
    return None


def _runs(analysis: Analysis, use: TransformUse, run: Function) -> bool:
    """Whether it is a gradient of JAX that runs a function with nothing between them."""
    target, around = use.target, run.node.parent
    if target is None or "." not in use.name or kind_of(use) not in _BY_ARGUMENT:
        return False
    if around is None or around.kind != "decorated_definition":
        return analysis.function_at(target) is not None
    decorators = [part for part in around.parts if part.kind == "decorator"]
    return target == around and is_in(use.node, decorators[-1])


def _is_passed_by(analysis: Analysis, state: Node, use: TransformUse, run: Function) -> bool:
    """Whether a gradient hands a state on as it is: it differentiates by other arguments."""
    binding = analysis.names.binding(unstarred(state))
    if binding is None or binding.kind is not BindingKind.PARAMETER:
        return False
    parameter = next((p for p in run.parameters if p.name == binding.name), None)
    is_own = is_in(binding.node, run.node) and ancestor(binding.node, *FUNCTIONS) == run.node
    if parameter is None or not is_own or differentiates(use, run, binding.name) is not False:
        return False
    stacks = [stack for stack in analysis.flow.stacks if stack.function == run]
    if use.applied is not None:
        stacks.append(Stack(use.applied, (), run))
    given = [n for stack in stacks for n in analysis.call_sites.arguments_for(stack, parameter)]
    return not given or not all(is_still(analysis, node) for node in given)


def _merges(analysis: Analysis) -> Iterator[tuple[Node, list[Node], None]]:
    """`nnx.merge(graphdef, state, ...)`."""
    for name, expression in analysis.mentions.references:
        call = expression.parent
        if name != "merge" or call is None or call.kind != "call":
            continue
        given = arguments(call)
        is_called = is_field(call, "function", expression) and not given.unpacks_keywords
        if is_called and COPY not in given.keywords:
            yield call, listed(call)[1:], None


def _applications(analysis: Analysis) -> Iterator[tuple[Node, list[Node], Node]]:
    """`graphdef.apply(state, ...)`."""
    for mention in analysis.module.mentions_by_name("apply"):
        member = mention.parent
        call = None if member is None or member.kind != "attribute" else member.parent
        if member is None or call is None or call.kind != "call":
            continue
        split = split_of(field_of(member, "object"), analysis.names)
        if split is not None and is_field(call, "function", member):
            yield call, listed(call), split


def _is_split(analysis: Analysis, call: Node) -> bool:
    return analysis.names.nnx(field_of(call, "function")) == "split"


def _is_captured(analysis: Analysis, state: Node, function: Node) -> bool:
    """Whether a state is a variable from outside of the function, or part of one."""
    root = unstarred(state)
    while root.kind in ("attribute", "subscript"):
        root = field_of(root, "object" if root.kind == "attribute" else "value")
    bindings = analysis.module.reaching(root) if root.kind == "identifier" else []
    outside = [not function.start <= b.node.start < function.end for b in bindings]
    return bool(outside) and all(outside)


def _is_shared(analysis: Analysis, state: Node, call: Node) -> bool:
    """Whether a state from an `nnx.split` in the same function is used again, or what was split."""
    split = _split_here(analysis, state, call)
    if split is None:
        return False
    loop = ancestor(call, *_LOOPS)
    again = loop is not None and not loop.start <= split.start < loop.end
    names = (state, *_names_in(split))
    return again or any(_is_used(analysis, name, call.end) for name in names)


def _used(analysis: Analysis, state: Node, call: Node) -> Iterator[Node]:
    """The variables that are used between the `nnx.split` that took them apart and the merge."""
    split = _split_here(analysis, state, call)
    if split is not None:
        names = _names_in(split)
        yield from (n for n in names if _is_used(analysis, n, split.end, call.start))


def _split_here(analysis: Analysis, state: Node, call: Node) -> Node | None:
    """The `nnx.split` that a state certainly comes from, in the function of the merge."""
    binding = analysis.names.binding(state)
    split = None if binding is None else binding.value
    if binding is None or split is None or binding.kind is not BindingKind.UNPACKED:
        return None
    is_split = split.kind == "call" and _is_split(analysis, split)
    is_here = ancestor(split, *FUNCTIONS) == ancestor(call, *FUNCTIONS)
    return split if is_split and is_here else None


def _names_in(split: Node) -> Iterator[Node]:
    """The variables that a call of `nnx.split` takes apart."""
    for node in arguments(split).positional[:1]:
        listed = node.parts if node.kind == "tuple" else (node,)
        yield from (part for part in listed if part.kind == "identifier")


def _is_used(analysis: Analysis, name: Node, start: int, end: float = inf) -> bool:
    """Whether the same value of a variable is used in a part of the function around."""
    module, function = analysis.module, ancestor(name, *FUNCTIONS)
    mentions, here = module.mentions_by_name(name.text), module.reaching(name)
    last = end if function is None else min(end, function.end)
    for index in range(bisect_left(mentions, start, key=by_start), len(mentions)):
        mention = mentions[index]
        if mention.start >= last:
            return False
        if _is_read(mention) and module.reaching(mention) == here:
            return True
    return False


def _is_read(mention: Node) -> bool:
    """Whether a name is taken for its value, and not bound or the name of something else."""
    is_part = mention.parent is not None and mention.parent.kind in PATTERNS
    return reference(mention) == mention and not is_assigned(mention) and not is_part
