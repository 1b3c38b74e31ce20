"""Axes as only the explicit releases have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind, read_axis

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Layer


def is_explicit(analysis: Analysis, layer: Layer) -> bool:
    """Whether the axes of a layer name what came with explicit splitting."""
    use = layer.use
    if use is None:
        return False
    written = (use.option(name) for name in ("in_axes", "out_axes"))
    axes = (read_axis(node, analysis.names) for node in written if node is not None)
    return any(map(_is_new, axes))


def _is_new(axis: Axis) -> bool:
    if axis.kind is AxisKind.TREE:
        return any(map(_is_new, axis.children))
    return axis.kind in (AxisKind.CARRY, AxisKind.STATES)
