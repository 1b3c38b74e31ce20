"""Captures: draws inside transformed functions from state that was not passed to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.raw import is_static
from flake8_nnx_rng.semantics.program.transformed import (
    ABSTRACT,
    CALLS,
    GRADIENTS,
    LANES,
    STEPS,
    kind_of,
)
from flake8_nnx_rng.semantics.releases.eras import sees_capture
from flake8_nnx_rng.semantics.releases.transforms import DERIVATIVES
from flake8_nnx_rng.semantics.summaries.bound_methods import BoundMethods
from flake8_nnx_rng.semantics.summaries.draw import Draw
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.places import named_place
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import ancestor
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.places import Place
    from flake8_nnx_rng.semantics.values.values import Definition, Value
    from flake8_nnx_rng.syntax.tree import Node

TRACING = LANES | STEPS | CALLS | DERIVATIVES | ABSTRACT
"""Transforms whose functions may not change what they capture."""


class Capture(NamedTuple):
    """A draw from captured state, the function that draws, and what runs it, innermost first.

    `inner` is the call of another transformed function to which the state is handed, if any. What
    a partial or a bound method holds `is_filled`; the draw is then where that is made.
    """

    draw: Draw
    uses: tuple[TransformUse, ...]
    function: Node
    inner: Passage | None = None
    is_filled: bool = False

    def use(self, release: Release) -> TransformUse:
        """The innermost transform that sees the capture in a release, else the innermost one."""
        seeing = (use for use in self.uses if sees_capture(kind_of(use), release))
        return next(seeing, self.uses[0])


def captures_in(analysis: Analysis) -> Iterator[Capture]:
    """Every draw from captured state, once, with the innermost transform around it."""
    if analysis.follows_captures:
        return
    seen: set[int] = set()
    found = (
        *_of_functions(analysis),
        *_of_calls(analysis),
        *_of_partials(analysis),
        *_of_modules(analysis),
    )
    for capture in found:
        if capture.draw.node.start not in seen:
            seen.add(capture.draw.node.start)
            yield capture


def _of_functions(analysis: Analysis) -> Iterator[Capture]:
    """What transformed functions draw from, whoever calls them."""
    functions = sorted(analysis.transformed.functions, key=lambda pair: -pair[0].start)
    for function, uses in functions:
        for draw in _captured(analysis, function) if uses else ():
            inner = draw.through[-1].passage if draw.through else None
            tracing = _tracing(uses, draw, analysis.definition_at(function))
            if tracing:
                yield Capture(draw, tracing, function, inner)


def _of_calls(analysis: Analysis) -> Iterator[Capture]:
    """What only a call shows: state that the function around has as an argument."""
    roots = {stack.root for stack in analysis.flow.stacks}
    for draw in analysis.flow.draws if roots else ():
        for inner, crossing in zip((None, *draw.through), draw.through, strict=False):
            passage = crossing.passage
            stack, function = passage.stack, passage.function.node
            if stack.root not in roots or not _is_captured(crossing.place, passage):
                continue
            uses = [layer.use for layer in reversed(stack.layers) if layer.use is not None]
            tracing = _tracing(uses, draw, passage.home.definition_at(function))
            if tracing:
                here = replace(draw, node=crossing.node, place=crossing.place)
                yield Capture(here, tracing, function, None if inner is None else inner.passage)
                break


def _of_partials(analysis: Analysis) -> Iterator[Capture]:
    """What functions draw from that `functools.partial` holds for a parameter."""
    for use, function in analysis.transformed.applied:
        nodes = dict(function.filled)
        values = {name: analysis.flow.reader.of(node) for name, node in nodes.items()}
        if not any(map(_is_held, nodes.values(), values.values())):
            continue
        frame = analysis.frames.of(function.node, values)
        for draw in analysis.flow.effects.of(function, frame):
            tracing = _tracing([use], draw, analysis.definition_at(function.node))
            held = nodes.get(draw.place.root or "")
            if held is None or not tracing or not draw.place.is_parameter_of(function.node):
                continue
            place, made = named_place(held, analysis.names), ancestor(held, "call")
            if place.root is not None and made is not None:
                told = replace(draw, node=made, place=place.extended(draw.place.path))
                yield Capture(told, tracing, function.node, is_filled=True)


def _of_modules(analysis: Analysis) -> Iterator[Capture]:
    """What modules draw that JAX runs as functions, or a bound method of theirs, or of an object.

    NNX118 tells of those of modules that transforms of Flax are given.
    """
    bound = BoundMethods(analysis)
    for found in (*bound.of_jax(), *bound.of_objects()):
        use, draw = found.use, found.draw
        if draw is None or draw.place.root is None or use.applied is None:
            continue
        if kind_of(use) in (TRACING - GRADIENTS - DERIVATIVES if draw.opaque else TRACING):
            yield Capture(replace(draw, node=use.applied), (use,), found.node, is_filled=True)


def _is_held(node: Node, value: Value) -> bool:
    """Whether a partial or a bound method holds state; that of a module NNX118 tells."""
    is_bound = node.parent is not None and node.parent.kind == "attribute"
    return value.kind is Kind.OBJECT if is_bound else value.carries


def _tracing(
    uses: list[TransformUse], draw: Draw, function: Definition
) -> tuple[TransformUse, ...]:
    """The transforms of a function that trace a draw in it: one that is opaque no gradient does."""
    is_opaque = draw.opaque or function.analysis.derivatives.brought_by(function.node)
    kinds = TRACING - GRADIENTS - DERIVATIVES if is_opaque else TRACING
    return tuple(use for use in uses if kind_of(use) in kinds and use.name not in DERIVATIVES)


def _captured(analysis: Analysis, function: Node) -> Iterator[Draw]:
    flow = analysis.flow
    passages = flow.passages_into(function)
    for passage in passages:
        draws = flow.draws_in(passage)
        yield from (draw for draw in draws if _is_captured(draw.place, passage))
    for outer in () if passages else (None, *_frames_around(function, analysis)):
        frame = None if outer is None else analysis.frames.of(function, {}, outer)
        draws = flow.effects.of(read_function(function), frame)
        yield from (draw for draw in draws if _comes_from_outside(draw.place, function))


def _frames_around(function: Node, analysis: Analysis) -> Iterator[Frame]:
    """What the transformed functions around one, which no call in view runs, are called with."""
    for outer in function.ancestors():
        if outer.kind in FUNCTIONS:
            yield from (passage.body_frame for passage in analysis.flow.passages_into(outer))


def _is_captured(place: Place, passage: Passage) -> bool:
    """Whether it is from outside, or from an argument that the transforms do not take in.

    That is a static one, or the default of a parameter that the call leaves out. Mapping transforms
    fill defaults in, as arguments that are mapped; of those of JAX NNX116 tells.
    """
    function = passage.function.node
    if place.is_parameter_of(function):
        exempting = (layer.use for layer in passage.stack.exempting_layers if not layer.raw)
        if any(is_static(use, passage.function, place.root) for use in exempting):
            return True
        return place.root in passage.defaulted and not passage.stack.mapping_layers
    return _comes_from_outside(place, function)


def _comes_from_outside(place: Place, function: Node) -> bool:
    return place.root is not None and not place.is_local_to(function)
