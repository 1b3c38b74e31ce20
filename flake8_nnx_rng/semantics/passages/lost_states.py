"""Lost states: what a function draws from a merged state, where nobody gets the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.merging import merged_from
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.program.raw import REPEATED, hands_back, names_of
from flake8_nnx_rng.semantics.values.places import part_of
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of, integer, is_in
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.captures import Capture
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

_WRITING = frozenset(f"{NNX}.{name}" for name in ("update", "reseed"))
_TAKING_APART = frozenset(f"{NNX}.{name}" for name in ("merge", "split", "state", "graphdef"))


def is_lost(fault: Fault, analysis: Analysis) -> bool:
    """Whether calls certainly draw from the same passed state again, as the new one is dropped."""
    passage, parameter = fault.passage, fault.place.root
    node = passage.passed.get(parameter or "")
    if parameter is None or node is None or passage.call is None or passage.caller is not analysis:
        return False
    calls = [site.call for site in analysis.call_sites.of(passage.stack)]
    if _hands_on(passage, parameter, analysis) and not _is_dropped(passage, calls, analysis):
        return False
    node = part_of(node, fault.place.path, analysis.names)[0]
    binding = analysis.names.binding(node) if node.kind == "identifier" else None
    if binding is None or _is_handled(binding, analysis):
        return False
    return _is_repeated([c for c in calls if _passes(c, binding, analysis)], binding)


def is_captured_again(capture: Capture, analysis: Analysis) -> bool:
    """The same for a state that a transformed function takes from outside of it."""
    root, binding = capture.draw.place.root, capture.draw.place.binding
    if root is None or binding is None or _is_handled(binding, analysis):
        return False
    stacks = [s for s in analysis.flow.stacks if s.function and s.function.node == capture.function]
    passages = [passage for stack in stacks for passage in analysis.flow.passages_of(stack)]
    if any(_hands_on(passage, root, analysis) for passage in passages):
        return False
    return _is_repeated([p.call for p in passages if p.call is not None], binding)


def gets_other_keys(analysis: Analysis) -> bool:
    """Whether a function that merges a state writes into it, or into what it makes of it."""
    calls = (ancestor(mention, "call") for mention in analysis.module.mentions_by_name("merge"))
    return any(
        has_other_keys(call, analysis)
        for call in calls
        if call is not None and analysis.names.called(call) == f"{NNX}.merge"
    )


def has_other_keys(call: Node, analysis: Analysis) -> bool:
    """Whether the function around one `nnx.merge` writes into its states, or into the module."""
    function = ancestor(call, *FUNCTIONS)
    states = {node.text for node in arguments(call).positional[1:]}
    left = None if call.parent is None else call.parent.field("left")
    merged = set() if left is None else {left.text}
    return function is not None and _writes_into(function, states, merged, analysis)


def _writes_into(function: Node, states: set[str], merged: set[str], analysis: Analysis) -> bool:
    names = states | merged
    lefts = (field_of(a, "left") for a in function.find_all("assignment"))
    if any(left.text != _root(left) and _root(left) in names for left in lefts):
        return True
    for call in function.find_all("call"):
        passed = {node.text for node in arguments(call).values}
        if analysis.names.called(call) in _WRITING and not names.isdisjoint(passed):
            return True
        called = field_of(call, "function")
        if called.kind == "attribute" and _root(called) in states:
            return True
    return False


def _root(node: Node) -> str:
    """`a` of `a.b[c]`."""
    while node.kind in ("attribute", "subscript"):
        node = node.parts[0]
    return node.text


def _hands_on(passage: Passage, name: str, analysis: Analysis) -> bool:
    """Whether the new state is in what a function returns, or may be."""
    return hands_back(passage.function, name) or _may_hand_on(passage, name, analysis)


def _is_dropped(passage: Passage, calls: list[Node], analysis: Analysis) -> bool:
    """Whether no caller takes the new state out of the tuple that comes back."""
    made = analysis.flow.passages.leaving.made(passage)
    if made.kind is not Kind.TREE or made.uniform or made.keys:
        return False
    places = [index for index, part in enumerate(made.children) if _holds_state(part)]
    return bool(places) and all(_drops(call, places, analysis) for call in calls)


def _drops(call: Node, places: list[int], analysis: Analysis) -> bool:
    holder = call.parent
    if holder is None or holder.kind not in ("subscript", "assignment"):
        return False
    if holder.kind == "subscript":
        index = integer(field_of(holder, "subscript"))
        return index is not None and index >= 0 and index not in places
    left = field_of(holder, "left")
    names = left.parts if left.kind in ("pattern_list", "tuple_pattern", "tuple") else ()
    if any(name.kind != "identifier" for name in names) or len(names) <= max(places):
        return False
    dropped = [names[place] for place in places]
    mentioned = analysis.module.mentions_by_name
    return all(name.text == "_" or list(mentioned(name.text)) == [name] for name in dropped)


def _may_hand_on(passage: Passage, parameter: str, analysis: Analysis) -> bool:
    """Whether the new state may be in what the function returns, by what it calls."""
    if _holds_state(analysis.flow.passages.leaving.made(passage)):
        return True
    home, names = passage.home, names_of(passage.function, parameter)
    return any(
        any(node.text in names for node in arguments(call).values)
        and _may_return(call, home)
        and call.parent is not None
        and call.parent.kind != "expression_statement"
        for call in passage.function.body.find_all("call")
    )


def _may_return(call: Node, home: Analysis) -> bool:
    """Whether a call that is given a state, or a module, may return a new state."""
    function = field_of(call, "function")
    if home.names.called(call) in _TAKING_APART or merged_from(call, home.names):
        return False  # what comes of it is followed
    stack = home.flow.stack_called(function)
    if stack is not None:
        uses = [layer.use for layer in stack[1].layers if layer.use is not None]
        return any(use.option("has_aux") is not None or use.options.unpacks for use in uses)
    return home.definition(function) is None


def _holds_state(value: Value) -> bool:
    return value.has_state or value.holds_states or any(map(_holds_state, value.children))


def _is_handled(binding: Binding, analysis: Analysis) -> bool:
    """Whether a state is not one that is made once: something may be written into it later."""
    if binding.kind is BindingKind.PARAMETER or binding.value is None:
        return True
    mentions = analysis.module.mentions_by_name(binding.name)
    return any(m.parent is not None and _is_looked_into(m, m.parent) for m in mentions)


def _is_looked_into(name: Node, around: Node) -> bool:
    """`state["params"]`, `state.params`."""
    return around.kind in ("subscript", "attribute") and around.parts[0] == name


def _is_repeated(calls: list[Node], binding: Binding) -> bool:
    """Whether there are several calls for one state, or one that runs again and again."""
    around = (n for call in calls for n in call.ancestors() if not is_in(binding.node, n))
    return len(calls) > 1 or any(node.kind in REPEATED for node in around)


def _passes(call: Node, binding: Binding, analysis: Analysis) -> bool:
    found = (n for n in arguments(call).values if n.kind == "identifier" and n.text == binding.name)
    return any(analysis.names.binding(node) == binding for node in found)
