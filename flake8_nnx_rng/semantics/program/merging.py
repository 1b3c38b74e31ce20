"""Merging: the calls that make a module of states, `nnx.merge(...)` and `graphdef.apply(...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

MERGE = f"{NNX}.merge"
APPLY = "apply"
"""The method of a graph definition that merges, calls, and hands the new state back."""
KEPT = "apply_fn"
"""What Flax's `TrainState` keeps it as."""

_METHODS = (APPLY, KEPT)


def listed(call: Node) -> list[Node]:
    """The arguments by position, `*states` as well."""
    return [n for n in field_of(call, "arguments").parts if n.kind != "keyword_argument"]


def unstarred(state: Node) -> Node:
    """`states` of `*states`."""
    return state.parts[0] if state.kind == "list_splat" else state


def split_of(graphdef: Node, names: Names) -> Node | None:
    """The one call of `nnx.split` that a graph definition certainly comes from."""
    binding = names.binding(graphdef)
    if binding is None or binding.kind is not BindingKind.UNPACKED or binding.index != 0:
        return None
    value = binding.value
    is_split = value is not None and value.kind == "call" and names.called(value) == f"{NNX}.split"
    return value if is_split else None


def merged_from(call: Node, names: Names) -> list[Node]:
    """The states of which a call certainly makes a module; none where it is another call."""
    if names.called(call) == MERGE:
        given = listed(call)
        return given if given[:1] and given[0].kind == "list_splat" else given[1:]
    function = field_of(call, "function")
    is_method = function.kind == "attribute" and field_of(function, "attribute").text == APPLY
    return listed(call) if is_method and split_of(field_of(function, "object"), names) else []


def given_to_kept(call: Node) -> list[Node]:
    """The states in `state.apply_fn(a, b)`, if it keeps the method of a graph definition."""
    function = field_of(call, "function")
    is_kept = function.kind == "attribute" and field_of(function, "attribute").text == KEPT
    return listed(call) if is_kept else []


def applied_in(value: Node) -> Node | None:
    """The `graphdef.apply(state)` of `graphdef.apply(state)(x)` and of `….encode(x)`, by its name.

    What it is applied to nobody says here.
    """
    around = value
    while around.kind in ("call", "attribute"):
        inner = field_of(around, "function" if around.kind == "call" else "object")
        is_method = inner.kind == "attribute" and field_of(inner, "attribute").text in _METHODS
        if around.kind == "call" and around != value and is_method:
            return around
        if inner == around:
            return None
        around = inner
    return None
