"""Flat states: `State.flat_state()` gave a dict, and gives a sequence of pairs since 0.10.3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.releases.eras import flattens_to_pairs
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import arguments, call_of, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

METHOD = "flat_state"
_OF_DICTS = frozenset({"items", "keys", "values", "get", "pop", "update", "setdefault", "copy"})
_STATE = f"{NNX}.state"


def dicts_of_states(analysis: Analysis) -> Iterator[Node]:
    """The calls of `state.flat_state()` whose result is used as a dict, which raises since then."""
    if not flattens_to_pairs(analysis.release):
        return
    for mention in analysis.module.mentions_by_name(METHOD):
        method = mention.parent
        call = None if method is None or method.kind != "attribute" else call_of(method)
        if method is None or call is None or arguments(call).values:
            continue
        is_used = any(map(_is_used_as_dict, _standing_for(call, analysis)))
        if is_used and _is_state(field_of(method, "object"), analysis):
            yield call


def _standing_for(call: Node, analysis: Analysis) -> Iterator[Node]:
    """The call, and each use of a name that certainly stands for what it gives."""
    yield call
    holder = call.parent
    left = None if holder is None or holder.kind != "assignment" else holder.field("left")
    if left is None or left.kind != "identifier":
        return
    for mention in analysis.module.mentions_by_name(left.text):
        if reference(mention) == mention and analysis.names.value(mention) == call:
            yield mention


def _is_used_as_dict(flat: Node) -> bool:
    around = flat.parent
    if around is None:
        return False
    if around.kind == "attribute" and is_field(around, "object", flat):
        return field_of(around, "attribute").text in _OF_DICTS
    if around.kind == "subscript" and is_field(around, "value", flat):
        return field_of(around, "subscript").kind in ("tuple", "string")
    return around.kind == "dictionary_splat"


def _is_state(node: Node, analysis: Analysis) -> bool:
    """Whether an expression certainly is a state of `flax.nnx`."""
    names = analysis.names
    if analysis.flow.reader.of(node).kind is Kind.STATE:
        return True
    binding = names.binding(node)
    if binding is not None and binding.kind is BindingKind.UNPACKED and binding.value is not None:
        is_split = names.called(binding.value) == f"{NNX}.split"
        return is_split and binding.index != 0
    return names.called(names.value(node) or node) == _STATE
