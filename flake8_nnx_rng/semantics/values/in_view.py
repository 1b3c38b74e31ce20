"""In view: what an expression is in all visible calls of the functions around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.values import UNKNOWN, Kind, Value, agreed

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node


def value_in_view(expression: Node, analysis: Analysis) -> Value:
    """What an expression is by itself, else in what its transformed function is called with."""
    reader = analysis.flow.reader
    value = reader.of(expression)
    is_known = value.kind is not Kind.UNKNOWN
    if is_known and (value.kind is not Kind.RNGS or value.streams is not None):
        return value
    found = [reader.of(expression, frame) for frame in _frames_around(expression, analysis)]
    called_with = agreed(found) if found else UNKNOWN
    return value if is_known and called_with.kind is not value.kind else called_with


def is_rngs(expression: Node, analysis: Analysis) -> bool:
    """Whether an expression certainly is an `nnx.Rngs`, and not only called like one."""
    value = value_in_view(expression, analysis)
    return value.kind is Kind.RNGS and not value.by_name


def _frames_around(node: Node, analysis: Analysis) -> Iterator[Frame]:
    around = list(node.ancestors())
    for stack in analysis.stacks.all:
        if stack.function is not None and stack.function.node in around:
            yield from (passage.body_frame for passage in analysis.flow.passages_of(stack))
