"""Pass what was captured as one more argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, unsafe
from flake8_nnx_rng.fixes.found_at import by_node
from flake8_nnx_rng.fixes.keywords import append
from flake8_nnx_rng.fixes.migration.refusal import Refused, not_fixed
from flake8_nnx_rng.fixes.trial import mends
from flake8_nnx_rng.semantics.passages.captures import Capture, captures_in
from flake8_nnx_rng.semantics.program.functions import ParameterKind, class_around
from flake8_nnx_rng.semantics.program.transformed import GRADIENTS
from flake8_nnx_rng.semantics.values.in_view import value_in_view
from flake8_nnx_rng.semantics.values.places import place_of
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_OPEN = GRADIENTS | {"jit", "remat", "checkpoint"}
"""Transforms that treat one more argument at the end as they should without being told."""
_PLACED = ("in_shardings", "out_shardings", "abstracted_axes")
_LANES = "which axis it has, or which place in the carry, is for you to say"
_NOT_IN_VIEW = "not every call of the function is in view"
_SIGNATURE = "the function takes one more argument"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`f(x)` becomes `f(x, rngs)`, in the signature and in each call."""
    captures = bench.tool(_captures).get(finding.node)
    if captures is None:
        return None
    capture = captures[0]
    root = capture.draw.place.root or ""
    what = root if _can_be_passed(bench, capture) else f"the module or Rngs in {root}"
    by_hand = f"Pass {what} as an argument"
    if capture.draw.merged:
        return advice(f"{by_hand}, and return the new state")
    try:
        edits = _edits(bench, capture, root)
    except Refused as refused:
        return not_fixed(by_hand, refused, finding.node.start)
    passed = unsafe(by_hand, _SIGNATURE, *edits)
    return passed if mends(bench, "NNX105", passed) else advice(by_hand)


def _captures(bench: Bench) -> dict[Node, list[Capture]]:
    return by_node((capture.draw.node, capture) for capture in captures_in(bench.analysis))


def _stacks(bench: Bench) -> dict[Node, list[Stack]]:
    stacks = bench.analysis.flow.stacks
    return by_node((stack.function.node, stack) for stack in stacks if stack.function is not None)


def _edits(bench: Bench, capture: Capture, root: str) -> list[Edit]:
    if capture.is_filled:
        raise Refused("what is transformed holds it", step="pass it in each call instead")
    stack = _stack(bench, capture)
    listed = _parameters(stack)
    if capture.draw.place.is_parameter_of(capture.function):
        raise Refused("its parameter has it by default, or is static: pass it in each call")
    if not _can_be_passed(bench, capture):
        raise Refused(f"{root} is, or holds, what no transform takes", root)
    by_keyword = any(layer.is_a(GRADIENTS) for layer in stack.layers)
    edits = [append(listed, root)]
    for call in _calls(bench, stack):
        if by_keyword and _is_passed(bench, capture, call):
            raise Refused(f"a part of {root} is passed, and may not come in two arguments", root)
        here = bench.module.reaching_at(root, call.start)
        if list(here) != [capture.draw.place.binding]:
            raise Refused(f"{root} is not the same where the function is called", root)
        edits.append(_passed(bench, call, len(listed.parts), root, refuse_keyword=by_keyword))
    return edits


def _can_be_passed(bench: Bench, capture: Capture) -> bool:
    """Whether it is none of what transforms refuse: objects, functions and strings, or has some."""
    variable = capture.draw.place.node
    held = [] if variable is None else [value_in_view(variable, bench.analysis)]
    while held:
        value = held.pop()
        held += value.children if value.kind is Kind.TREE else ()
        is_string = value.constant is not None and value.constant.endswith(("'", '"'))
        if value.kind in (Kind.OBJECT, Kind.FUNCTION) or is_string:
            return False
    return True


def _is_passed(bench: Bench, capture: Capture, call: Node) -> bool:
    """Whether a call passes a part of what was captured, which a gradient treats otherwise."""
    places = (place_of(value, bench.names) for value in arguments(call).values)
    return any(place.binding == capture.draw.place.binding for place in places if place.root)


def _stack(bench: Bench, capture: Capture) -> Stack:
    """The one transformed function whose transforms take one more argument as it comes."""
    found = bench.tool(_stacks).get(capture.function, [])
    if len(found) != 1 or not set(map(id, capture.uses)) & {
        id(layer.use) for layer in found[0].layers
    }:
        raise Refused(_LANES)
    layers = found[0].layers
    if not all(layer.is_a(_OPEN) for layer in layers):
        raise Refused(_LANES)
    for use in (layer.use for layer in layers if layer.use is not None):
        if use.options.unpacks_keywords or any(use.option(name) for name in _PLACED):
            raise Refused("its place in the options of the transform is not clear")
    return found[0]


def _parameters(stack: Stack) -> Node:
    """The list of parameters, if one more can stand at its end."""
    function = stack.function
    listed = None if function is None else function.node.field("parameters")
    if function is None or listed is None or class_around(function.node) is not None:
        raise Refused("the function has no parameters of its own")
    plain = all(
        p.kind is ParameterKind.POSITIONAL and p.default is None for p in function.parameters
    )
    if not plain or len(listed.parts) != len(function.parameters):
        raise Refused("there are parameters with defaults, or behind a star")
    return listed


def _calls(bench: Bench, stack: Stack) -> Iterator[Node]:
    """All calls of a transformed function; refused where its name is used for more."""
    sites = [site.call for site in bench.analysis.call_sites.of(stack)]
    yield from sites
    called = [field_of(call, "function") for call in sites]
    known = {function.start for function in called}
    bound = {bench.names.binding(function) for function in called}
    left = stack.root.parent
    assigned = None if left is None or left.kind != "assignment" else left.field("left")
    own = None if stack.function is None else stack.function.node.field("name")
    if stack.root.kind == "call" and assigned is None and not sites:
        raise Refused(_NOT_IN_VIEW)
    for name in (assigned, own):
        for mention in () if name is None else bench.module.mentions_by_name(name.text):
            inside = stack.root.start <= mention.start < stack.root.end
            is_it = reference(mention) == mention and mention != name
            if not is_it or inside or mention.start in known:
                continue
            binding = bench.names.binding(mention)  # another function may have the same name
            if not bound or binding is None or binding in bound:
                raise Refused(_NOT_IN_VIEW)


def _passed(bench: Bench, call: Node, count: int, name: str, *, refuse_keyword: bool) -> Edit:
    given = arguments(call)
    if given.unpacks:
        raise Refused(_NOT_IN_VIEW)
    complete = len(given.positional) == count and not given.keywords
    if not complete and refuse_keyword:
        raise Refused("a gradient takes its arguments by position")
    return append(field_of(call, "arguments"), name if complete else f"{name}={name}")
