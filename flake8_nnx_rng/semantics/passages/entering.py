"""Entering: values on their way into the layers of a transformed function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.program.filters import Selection, selected
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.sizes import may_be_several
from flake8_nnx_rng.semantics.values.splitting import DICTS, split_by, split_in
from flake8_nnx_rng.semantics.values.values import SOMEHOW, UNKNOWN, Kind, Value, without

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.semantics.values.frames import Frame


class Entering:
    """Answers for the layers of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def split(self, layer: Layer, value: Value, frame: Frame | None) -> Value:
        """A value below a layer that splits RNG state."""
        if value.kind is Kind.TREE:
            return replace(
                value, children=tuple(self.split(layer, c, frame) for c in value.children)
            )
        if value.kind not in (Kind.RNGS, Kind.STREAM, Kind.MODULE) or layer.use is None:
            return value
        size = layer.use.option("splits", "split")
        only = layer.use.option("only")
        if size is None:
            return value.changed(lambda _: SOMEHOW)
        if size.kind in DICTS:
            return split_by(value, size, self._analysis, frame, layer)
        sizes = () if layer.use.is_on("squeeze") else self._analysis.sizes.listed(size, frame)
        chosen = Selection(True) if only is None else selected(only, self._analysis.names)
        return split_in(value, chosen, sizes, layer, surely=not may_be_several(size, sizes))

    def in_lane(self, layer: Layer, value: Value, axis: Axis) -> Value:
        """A value in one lane or step of a mapping layer."""
        is_whole = axis.kind is not AxisKind.STATES or layer.is_a({"scan"})
        if value.kind is Kind.TREE and is_whole:
            pieces = axis.children if axis.kind is AxisKind.TREE else (axis,) * len(value.children)
            if len(pieces) != len(value.children):
                return UNKNOWN
            rows = zip(value.children, pieces, strict=True)
            return replace(value, children=tuple(self.in_lane(layer, *row) for row in rows))
        if value.kind is Kind.OBJECT:
            return UNKNOWN  # no transform takes it
        if value.kind is Kind.STATE and (not layer.raw or axis.kind is not AxisKind.BROADCAST):
            return UNKNOWN
        if axis.kind is AxisKind.MAPPED:
            inside = value.changed(lambda track: track.in_lane(layer, axis.index))
            return replace(inside, lanes=without(value.lanes, axis.index))
        if axis.kind is AxisKind.BROADCAST:
            return value.changed(lambda track: track.handed_to_all(layer))
        if axis.kind is AxisKind.CARRY:
            return value
        if axis.kind is AxisKind.STATES and value.kind in (Kind.RNGS, Kind.MODULE, Kind.STREAM):
            return self._by_states(layer, value, axis)
        return UNKNOWN if axis.kind is not AxisKind.STATES else value

    def _by_states(self, layer: Layer, value: Value, axis: Axis) -> Value:
        """`nnx.StateAxes`: the first filter that a stream fits says its axis."""
        if not axis.states:
            return UNKNOWN
        left: frozenset[str] = frozenset()
        done: dict[str, Value] = {}
        for written, piece in axis.states:
            chosen = selected(written, self._analysis.names)
            if chosen.streams is None and not chosen.every:
                return UNKNOWN
            changed = self.in_lane(layer, replace(value, kind=Kind.RNGS), piece)
            if chosen.every:
                rest = replace(changed, kind=value.kind)
                apart = dict(rest.apart) | {n: done[n].track(n) for n in left}
                return replace(rest, apart=tuple(sorted(apart.items(), key=lambda i: i[0])))
            for name in sorted((chosen.streams or frozenset()) - left):
                if value.streams is None or name in value.streams:
                    left |= {name}
                    done[name] = changed
        return UNKNOWN if not left else value
