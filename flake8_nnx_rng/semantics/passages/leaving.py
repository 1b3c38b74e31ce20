"""Leaving: what comes back from a transformed function, with the axes that it has then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.passages.lanes import in_all_lanes
from flake8_nnx_rng.semantics.program import axes
from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import Kept, Kind, Track, Value

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.semantics.program.uses import TransformUse


class Leaving:
    """Answers for the transformed functions of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def returned(self, passage: Passage) -> Value:
        """What one call returns."""
        return self._leave(passage, self.made(passage))

    def made(self, passage: Passage) -> Value:
        """What the body returns, in its lane."""
        reader, function = self._analysis.flow.reader, passage.function
        if function.is_class and function.owner is not None:
            definition = self._analysis.definition_at(function.owner)
            value = reader.instances.of_class(definition)
            rngs = [v for v in passage.inside.values() if v.kind is Kind.RNGS]
            return value if not rngs else replace(value, every=rngs[0].every, apart=rngs[0].apart)
        return reader.calls.returned(passage.body_frame, function.node)

    def _leave(self, passage: Passage, value: Value, path: tuple[int, ...] = ()) -> Value:
        """Out of the lanes: own streams get an axis from each, shared ones are as they were."""
        if value.kind is Kind.TREE:
            rows = [-1] * len(value.children) if value.uniform else range(len(value.children))
            parts = zip(rows, value.children, strict=True)
            left = tuple(self._leave(passage, part, (*path, index)) for index, part in parts)
            return replace(value, children=left)
        for layer in reversed(passage.stack.layers):
            value = self._out_of(passage, layer, value, path)
        if value.kind is Kind.MODULE and value.kept & Kept.SHARED:
            return replace(value, every=self._restored(passage), apart=())
        return value.restarted()

    def _restored(self, passage: Passage) -> Track:
        """What becomes of the Rngs of the caller: a split around the function is undone."""
        rngs = [v for v in passage.outside.values() if v.kind in (Kind.RNGS, Kind.STREAM)]
        return rngs[0].every.restarted() if len(rngs) == 1 else Track(exact=False)

    def _out_of(self, passage: Passage, layer: Layer, value: Value, path: tuple[int, ...]) -> Value:
        if not layer.is_a(MAPPING) or layer.use is None:
            is_known = layer.transparent or layer.splits
            return value if is_known else value.changed(_uncertain)
        if self._analysis.was_implicit(passage.stack, layer):  # it had what the lanes were given
            return value.changed(_uncertain)
        axis = self._out_axis(layer.use, path)
        if axis.kind in (AxisKind.TREE, AxisKind.STATES, AxisKind.UNKNOWN):
            return value.changed(lambda t: Track(max(t.least, 0), exact=False))
        if axis.kind is not AxisKind.MAPPED:
            return value
        return in_all_lanes(value, passage.lanes.get(layer.node.start))

    def _out_axis(self, use: TransformUse, path: tuple[int, ...]) -> Axis:
        """The axis over which a part of what comes back is stacked, by where it is in it."""
        release, written = self._analysis.release, use.option("out_axes")
        if use.name == "scan" and not carry.belongs_in("out_axes", release):
            return axes.UNKNOWN if path[:1] in ((), (0,)) else axes.MAPPED
        if written is None:
            axis = axes.STEPS if use.name == "scan" else axes.MAPPED
        else:
            axis = axes.read_axis(written, self._analysis.names)
        for index in path if axis.kind is AxisKind.TREE else ():
            inside = axis.kind is AxisKind.TREE and 0 <= index < len(axis.children)
            axis = axis.children[index] if inside else axes.UNKNOWN
        return axis


def _uncertain(_: Track) -> Track:
    return Track(exact=False)
