"""Draws from an Rngs that `split` has made, where nothing maps it: there is no one key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.passages.faults import of_draw
from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.in_place_statements import is_tried
from flake8_nnx_rng.semantics.program.names import RNGS
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.summaries.draw import Draw
    from flake8_nnx_rng.syntax.tree import Node

SPLITTING = ("split", "fork")
"""Methods that give an Rngs whose streams hold several keys."""


class SplitDraw(NamedTuple):
    """A draw, and the call that splits what it draws from."""

    draw: Draw
    split: Node


def split_draws(analysis: Analysis) -> Iterator[SplitDraw]:
    """Each draw from what is split in the same function, or the module, in the order of places."""
    splits = [call for call in _calls(analysis) if _is_split(call, analysis)]
    scopes = {ancestor(call, *FUNCTIONS) for call in splits}
    if None in scopes:  # what the module binds may be drawn from in any function
        scopes.update(analysis.module.root.find_all("function_definition"))
    found = [draw for scope in scopes for draw in _draws(scope, analysis)]
    for draw in sorted(found, key=lambda draw: draw.node.start):
        split = _split_of(draw, splits, analysis)
        if split is not None:
            yield SplitDraw(draw, split)


def _calls(analysis: Analysis) -> Iterator[Node]:
    for mention in analysis.module.mentions_of((*SPLITTING, "Rngs")):
        around = mention.parent
        called = mention if around is None or around.kind != "attribute" else around
        call = call_of(called)
        if call is not None:
            yield call


def _is_split(call: Node, analysis: Analysis) -> bool:
    """Whether a call certainly splits, whatever the functions around it are given."""
    given, names = arguments(call).values, analysis.names
    if names.called(call) == RNGS:
        made = (names.value(seed) or seed for seed in given)
        given = tuple(seed for seed in made if names.called(seed) == "jax.random.split")
    if not given:
        return False
    value = analysis.flow.reader.of(call)
    is_rngs = value.kind in (Kind.RNGS, Kind.STREAM)
    return is_rngs and any(track.least > 0 for track in value.tracks())


def _draws(scope: Node | None, analysis: Analysis) -> list[Draw]:
    effects, module = analysis.flow.effects, analysis.module.root
    if scope is None:
        return effects.within(module, module, None)
    return effects.of(read_function(scope), None)


def _split_of(draw: Draw, splits: list[Node], analysis: Analysis) -> Node | None:
    """The call that splits what a draw certainly takes its key from."""
    value, place, node = draw.value, draw.place, draw.node
    is_stack = value.kind in (Kind.RNGS, Kind.STREAM) and value.track(draw.stream).least > 0
    if not is_stack or not draw.always or any(True for _ in of_draw(draw)):
        return None
    if is_tried(node) or analysis.guards.protects(node) or _is_mapped_below(draw, analysis):
        return None
    if place.binding is None:
        inside = (call for call in splits if node.start <= call.start < node.end)
        return next(inside, None)
    bound = place.binding.value if place.binding.kind is BindingKind.VALUE else None
    return bound if bound in splits else None


def _is_mapped_below(draw: Draw, analysis: Analysis) -> bool:
    """Whether it is in a transformed `__init__`, which the call of its class does not enter."""
    entered = {crossing.passage.stack.root for crossing in draw.through}
    for inside in list(draw.way)[1:]:
        function, home = ancestor(inside.node, *FUNCTIONS), analysis.home(inside.node)
        stack = None if function is None else home.flow.stack_of(function)
        if stack is not None and stack.root not in entered:
            return True
    return False
