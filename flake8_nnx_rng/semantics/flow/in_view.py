"""In view: what an expression is in all visible calls of the functions around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.flow.values import UNKNOWN, Kind, Value, agreed

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.flow.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node


def value_in_view(expression: Node, analysis: Analysis) -> Value:
    """What an expression is by itself, else in what its transformed function is called with."""
    reader = analysis.flow.reader
    value = reader.of(expression)
    if value.kind is not Kind.UNKNOWN:
        return value
    found = [reader.of(expression, frame) for frame in _frames_around(expression, analysis)]
    return agreed(found) if found else UNKNOWN


def _frames_around(node: Node, analysis: Analysis) -> Iterator[Frame]:
    around = list(node.ancestors())
    for stack in analysis.stacks.all:
        if stack.function is not None and stack.function.node in around:
            yield from (passage.body_frame for passage in analysis.flow.passages_of(stack))
