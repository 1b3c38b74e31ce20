"""Captures: draws inside transformed functions from state that was not passed to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.flow.effects import Draw
from flake8_nnx_rng.semantics.functions import read_function
from flake8_nnx_rng.semantics.transformed import CALLS, LANES, STEPS, kind_of
from flake8_nnx_rng.syntax.nodes import start

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.flow.passage import Passage
    from flake8_nnx_rng.semantics.uses import TransformUse

_TRACING = (LANES | STEPS | CALLS) - {"shard_map"}
_HIJAX = "hijax"
"""With these variables of Flax 0.12 JAX itself follows captured state."""


@dataclass(frozen=True)
class Capture:
    """A draw from captured state, the transform that runs it, and the function that is run."""

    draw: Draw
    use: TransformUse
    function: SgNode


def captures_in(analysis: Analysis) -> Iterator[Capture]:
    """Every draw from captured state, once, with the innermost transform around it."""
    if _HIJAX in analysis.module.source.code:
        return
    seen: set[int] = set()
    functions = sorted(analysis.transformed.functions, key=lambda pair: -start(pair[0]))
    for function, uses in functions:
        tracing = [use for use in uses if kind_of(use) in _TRACING]
        for draw in _captured(analysis, function) if tracing else ():
            if start(draw.node) not in seen:
                seen.add(start(draw.node))
                yield Capture(draw, tracing[0], function)


def _captured(analysis: Analysis, function: SgNode) -> Iterator[Draw]:
    flow = analysis.flow
    stacks = [s for s in flow.stacks if s.function is not None and s.function.node == function]
    passages = [passage for stack in stacks for passage in flow.passages_of(stack)]
    for passage in passages:
        draws = flow.draws_in(passage)
        yield from (draw for draw in draws if _is_captured(draw, passage))
    if not passages:
        draws = flow.effects.of(read_function(function), analysis.frames.of(function, {}))
        yield from (draw for draw in draws if _comes_from_outside(draw, function))


def _is_captured(draw: Draw, passage: Passage) -> bool:
    """Whether it is from outside, or from the default of a parameter that the call leaves out.

    Mapping transforms fill defaults in, as arguments that are mapped.
    """
    function = passage.function.node
    if draw.place.is_parameter_of(function):
        return draw.place.root in passage.defaulted and not passage.stack.mapping_layers
    return _comes_from_outside(draw, function)


def _comes_from_outside(draw: Draw, function: SgNode) -> bool:
    return draw.place.root is not None and not draw.place.is_local_to(function)
