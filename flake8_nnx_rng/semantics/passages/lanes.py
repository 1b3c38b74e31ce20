"""Lanes: what says how many of them a layer has, and where the keys say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program import axes
from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import Kind, Track, Value

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.semantics.values.sizes import Size


class Unequal(NamedTuple):
    """Keys that a layer maps beside something of another size: `parameter`, or its own option."""

    layer: Layer
    track: Track
    keys: Size
    other: Size
    parameter: Parameter | None = None


class Lanes:
    """Answers for the layers of one module, while values enter them."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def enter(self, passage: Passage, layer: Layer, mapped: dict[str, Axis]) -> None:
        """Note how many lanes there are, and what of all that is mapped has another size."""
        found = {p: mapped.get(p.name, axes.UNKNOWN) for p in passage.function.parameters}
        tracks = [track for p, axis in found.items() for track in _keys(passage, p, axis)]
        data = [(p, self._size(passage, p, axis)) for p, axis in found.items()]
        written = self._analysis.sizes.of(layer.size, passage.frame)
        others = [(p, size) for p, size in data if size is not None]
        for track in tracks[:1]:
            passage.unequal += _differing(layer, track, [*others, (None, written)])
        sizes = [track.sizes[0] for track in tracks] + [written, *(size for _, size in others)]
        passage.lanes[layer.node.start] = next((s for s in sizes if s is not None), None)
        for parameter, axis in found.items():
            _count_axis(passage, parameter, axis)

    def _size(self, passage: Passage, parameter: Parameter, axis: Axis) -> Size | None:
        """The size of the axis over which data or the variables of a module are mapped."""
        value, depth = passage.inside[parameter.name], passage.depths.get(parameter.name, 0)
        node = passage.passed.get(parameter.name)
        if axis != axes.MAPPED or depth is None or value.kind in (Kind.RNGS, Kind.KEY):
            return None
        if value.lanes or node is None or value.kind is Kind.MODULE:
            return next(iter(value.lanes), None)
        shape = passage.caller.sizes.shape(node, passage.caller_frame)
        return shape[depth] if depth < len(shape) else None


def _keys(passage: Passage, parameter: Parameter, axis: Axis) -> list[Track]:
    """What became of the keys of a parameter that a layer maps over axis 0."""
    value = passage.inside[parameter.name]
    if not value.carries:
        return []
    pieces = [piece for _, piece in axis.states if piece.is_mapped]
    if axis != axes.MAPPED and (axis.kind is not AxisKind.STATES or pieces != [axes.MAPPED]):
        return []
    tracks = value.tracks() if value.streams is not None else [value.every]
    return [track for track in tracks if track.sizes and track.sizes[0] is not None]


def _differing(
    layer: Layer, track: Track, others: list[tuple[Parameter | None, Size | None]]
) -> list[Unequal]:
    """The first thing of another size than the keys, data before the layer's own option."""
    keys = track.sizes[0]
    for parameter, other in others:
        if keys is not None and other is not None and keys.differs(other):
            return [Unequal(layer, track, keys, other, parameter)]
    return []


def _count_axis(passage: Passage, parameter: Parameter, axis: Axis) -> None:
    """Keep in mind which axis of an array the next layer meets."""
    depth = passage.depths.get(parameter.name, 0)
    if axis == axes.MAPPED and depth is not None:
        passage.depths[parameter.name] = depth + 1
    elif not axis.leaves_whole:
        passage.depths[parameter.name] = None


def in_all_lanes(value: Value, size: Size | None) -> Value:
    """A value as it comes out of the lanes of a layer, stacked."""
    stacked = value.changed(lambda track: track.with_axes((size,)))
    return replace(stacked, lanes=(size, *value.lanes))
