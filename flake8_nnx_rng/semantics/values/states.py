"""States: what `nnx.split` and `nnx.state` take out of an object, and `nnx.merge` puts back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.filters import selected
from flake8_nnx_rng.semantics.program.merging import (
    APPLY,
    given_to_kept,
    listed,
    merged_from,
    unstarred,
)
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import PLAIN, UNKNOWN, Kind, Value
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

NAMES = ("split", "state", "merge", "graphdef")
GRAPHDEF = Value(Kind.PLAIN, export="GraphDef")
APPLIED = f"GraphDef.{APPLY}"
_PARTIAL = frozenset({f"{NNX}.RngKey", f"{NNX}.RngCount"})
"""Filters that part keys and counts."""


def of_call(name: str, call: Node, frame: Frame | None, reader: Reader) -> Value:
    """What `nnx.split`, `nnx.state` or `nnx.merge` gives, as far as random numbers go."""
    passed = arguments(call)
    if name == "merge":
        return _merged((_given(call, frame, reader) or [])[1:])
    if passed.unpacks or passed.keywords or not passed.positional:
        return UNKNOWN
    if name == "graphdef":
        return GRAPHDEF
    whole, filters = reader.of(passed.positional[0], frame), passed.positional[1:]
    if whole.kind not in (Kind.RNGS, Kind.MODULE):
        return UNKNOWN
    states = _states(whole, filters, reader.names)
    if name == "split":
        return Value(Kind.TREE, children=(GRAPHDEF, *states))
    return states[0] if len(states) == 1 else Value(Kind.TREE, children=tuple(states))


def _states(whole: Value, filters: tuple[Node, ...], names: Names) -> list[Value]:
    """The states, one for each filter; that of the streams is known where it is one of them."""
    state = Value(Kind.STATE, whole.every, whole.apart, whole.streams, children=(whole,))
    if not filters:
        return [state]
    found: list[Value] = []
    for written in filters:
        chosen = selected(written, names)
        takes_all = chosen.every and names.symbol(written) not in _PARTIAL
        if not takes_all and (chosen.every or chosen.streams is None or chosen.streams):
            return [UNKNOWN] * len(filters)
        found.append(state if takes_all and state not in found else PLAIN)
    return found


def part_of_graphdef(name: str) -> Value:
    """What a graph definition has under a name."""
    return Value(Kind.FUNCTION, export=APPLIED) if name == APPLY else UNKNOWN


def applied(call: Node, frame: Frame | None, reader: Reader) -> Value:
    """The module that `graphdef.apply(state, ...)` calls, or a method of it."""
    if not merged_from(call, reader.names) and not given_to_kept(call):
        return UNKNOWN  # it would not be told where its state is
    return _merged(_given(call, frame, reader) or [])


def is_applied(node: Node, frame: Frame | None, reader: Reader) -> bool:
    """Whether an expression is `graphdef.apply(...)`, be it by a name for that."""
    made = reader.names.value(node) or node
    if made.kind != "call":
        return False
    function = field_of(made, "function")
    return function.kind == "attribute" and reader.of(function, frame).export == APPLIED


def handed_back(result: Value, module: Value) -> Value:
    """What comes of a call of such a module: what it returns, and its definition and new state."""
    state = Value(Kind.STATE, module.every, module.apart, module.streams, children=(module,))
    after = Value(Kind.TREE, children=(GRAPHDEF, state))
    return Value(Kind.TREE, children=(result, after))


def _given(call: Node, frame: Frame | None, reader: Reader) -> list[Value] | None:
    """All that a call is given, what it unpacks in its place; None where that is not known."""
    if arguments(call).keywords or arguments(call).unpacks_keywords:
        return None
    found: list[Value] = []
    for node in listed(call):
        value = reader.of(unstarred(node), frame)
        if node.kind != "list_splat":
            found.append(value)
        elif value.kind is Kind.TREE and not value.uniform and not value.keys:
            found += value.children
        else:
            return None
    return found


def _merged(states: list[Value]) -> Value:
    """The module or Rngs of a state, with what has become of its keys since."""
    known = [state for state in states if state.kind is Kind.STATE]
    if len(known) != 1:
        return UNKNOWN
    return replace(known[0].children[0], every=known[0].every, apart=known[0].apart)
