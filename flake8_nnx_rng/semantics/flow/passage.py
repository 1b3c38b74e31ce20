"""Passages: values on their way through the layers of a transformed function, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import axes, carry
from flake8_nnx_rng.semantics.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.eras import accepts_modules
from flake8_nnx_rng.semantics.flow.filters import Selection, selected
from flake8_nnx_rng.semantics.flow.frames import Frame, given
from flake8_nnx_rng.semantics.flow.lanes import Lanes, Unequal, in_all_lanes
from flake8_nnx_rng.semantics.flow.raw import differentiates
from flake8_nnx_rng.semantics.flow.values import UNKNOWN, Kept, Kind, Track, Value, without
from flake8_nnx_rng.semantics.sizes import may_be_several
from flake8_nnx_rng.semantics.transformed import GRADIENTS
from flake8_nnx_rng.semantics.transforms import MAPPING
from flake8_nnx_rng.syntax.nodes import arguments, start

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.functions import Function, Parameter
    from flake8_nnx_rng.semantics.layers import Layer, Stack
    from flake8_nnx_rng.semantics.sizes import Size
    from flake8_nnx_rng.semantics.uses import TransformUse

_FAR = 6


@dataclass(frozen=True)
class Entry:
    """A value that comes to a layer that cannot take it."""

    layer: Layer
    parameter: Parameter
    value: Value
    stream: str | None = None


@dataclass
class Passage:
    """One call of a transformed function: what its parameters are outside and in the body."""

    home: Analysis
    stack: Stack
    function: Function
    caller: Analysis
    call: SgNode | None
    passed: dict[str, SgNode]
    outside: dict[str, Value]
    inside: dict[str, Value]
    frame: Frame | None = None
    caller_frame: Frame | None = None
    """The frame in which the arguments of the call are evaluated."""
    defaulted: frozenset[str] = frozenset()
    """The parameters that the call leaves to their defaults: no decorator sees them."""
    unsplit: list[Entry] = field(default_factory=list)
    stacked: list[Entry] = field(default_factory=list)
    """What comes split to a layer that splits, which draws from each key."""
    refused: list[Entry] = field(default_factory=list)
    """What a transform of JAX gets that only takes arrays in the release."""
    unequal: list[Unequal] = field(default_factory=list)
    lanes: dict[int, Size | None] = field(default_factory=dict)
    """How many lanes each layer has, by its place."""
    depths: dict[str, int | None] = field(default_factory=dict)
    """How many axes of an argument have been mapped so far, None where others than the first."""

    @property
    def body_frame(self) -> Frame:
        """The frame in which the body runs."""
        return self.home.frames.of(self.function.node, self.inside, self.frame)


class Passages:
    """Sends values through the stacks of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._lanes = Lanes(analysis)

    def through(
        self,
        stack: Stack,
        call: SgNode | None,
        caller: Analysis,
        frame: Frame | None = None,
        first: Value | None = None,
    ) -> Passage | None:
        """One call of a transformed function, or one that is not in view."""
        function = stack.function
        if function is None:
            return None
        passed = {} if call is None else given(function, arguments(call), bound=first is not None)
        outside = {name: caller.flow.reader.of(node, frame) for name, node in passed.items()}
        if caller is not self._analysis:  # what its file does not tell, the function may
            outside = {n: v for n, v in outside.items() if v.kind is not Kind.UNKNOWN}
        if first is not None and function.parameters:
            outside[function.parameters[0].name] = first
        reader = self._analysis.flow.reader
        defaulted: frozenset[str] = frozenset()
        for parameter in function.parameters:
            if parameter.name in outside:
                continue
            is_left_out = call is not None and parameter.name not in passed
            if parameter.default is not None and is_left_out:
                outside[parameter.name] = reader.of(parameter.default)
                defaulted |= {parameter.name}
            else:
                alone = reader.parameters.alone(function.node, parameter.name)
                outside[parameter.name] = alone.changed(Track.at_least)
        same = caller is self._analysis
        passage = Passage(
            self._analysis, stack, function, caller, call, passed, outside, dict(outside)
        )
        passage.frame, passage.defaulted = frame if same else None, defaulted
        passage.caller_frame = frame
        for layer in stack.layers:
            self._enter(passage, layer)
        if function.is_class and function.owner is not None:
            passage.inside["self"] = reader.parameters.alone(function.node, "self")
        return passage

    def _enter(self, passage: Passage, layer: Layer) -> None:
        if layer.splits:
            for parameter in passage.function.parameters:
                if parameter.name not in passage.defaulted:
                    value = passage.inside[parameter.name]
                    passage.inside[parameter.name] = self.split(layer, value, passage.frame)
                    self._note_stacked(passage, layer, parameter, value)
            return
        if layer.raw:
            self._copy(passage, layer)
        if layer.is_a(MAPPING):
            mapped = self._analysis.axes(passage.stack, layer)
            self._lanes.enter(passage, layer, mapped)
            for parameter in passage.function.parameters:
                value = passage.inside[parameter.name]
                axis = mapped.get(parameter.name, axes.UNKNOWN)
                self._note_unsplit(passage, layer, parameter, value, axis)
                passage.inside[parameter.name] = self.in_lane(layer, value, axis)
        elif not layer.transparent:
            passage.inside = dict.fromkeys(passage.inside, UNKNOWN)

    def _copy(self, passage: Passage, layer: Layer) -> None:
        """Into a transform of JAX: state is copied, or refused where only arrays are taken."""
        takes = accepts_modules(self._analysis.release)
        mapped = self._analysis.axes(passage.stack, layer)
        for parameter in passage.function.parameters:
            value = passage.inside[parameter.name]
            if value.kind not in (Kind.RNGS, Kind.MODULE, Kind.STREAM):
                continue
            axis = mapped.get(parameter.name)
            passes = layer.is_a(GRADIENTS) and not differentiates(
                layer, passage.function, parameter.name
            )
            whole = axis is not None and axis.kind is AxisKind.BROADCAST
            if not takes and not passes and not whole:
                passage.refused.append(Entry(layer, parameter, value))
            passage.inside[parameter.name] = value.changed(lambda track: track.in_copy(layer))

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
        if size is None or size.kind() in ("dictionary", "dictionary_comprehension"):
            return value.changed(lambda track: Track(exact=False))
        sizes = () if layer.use.is_on("squeeze") else self._analysis.sizes.listed(size, frame)
        chosen = Selection(True) if only is None else selected(only, self._analysis.names)
        if may_be_several(size, sizes):
            value = value.changed(Track.at_least)
        if chosen.every:
            return value.changed(lambda track: track.with_axes(sizes, layer))
        if chosen.streams is None:
            return value.changed(lambda track: Track(track.least, exact=False))
        return value.changed_in(chosen.streams, lambda track: track.with_axes(sizes, layer))

    def in_lane(self, layer: Layer, value: Value, axis: Axis) -> Value:
        """A value in one lane or step of a mapping layer."""
        if value.kind is Kind.TREE and axis.kind is not AxisKind.STATES:
            pieces = axis.children if axis.kind is AxisKind.TREE else (axis,) * len(value.children)
            if len(pieces) != len(value.children):
                return UNKNOWN
            rows = zip(value.children, pieces, strict=True)
            return replace(value, children=tuple(self.in_lane(layer, *row) for row in rows))
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

    def _note_unsplit(
        self, passage: Passage, layer: Layer, parameter: Parameter, value: Value, axis: Axis
    ) -> None:
        if value.kind is Kind.TREE:
            pieces = axis.children if axis.kind is AxisKind.TREE else (axis,) * len(value.children)
            for child, piece in zip(value.children, pieces, strict=False):
                self._note_unsplit(passage, layer, parameter, child, piece)
            return
        if not value.carries or axis.kind not in (AxisKind.MAPPED, AxisKind.STATES):
            return
        before = self._scalar_streams(value)
        after = self.in_lane(layer, value, axis)
        if after.kind is Kind.UNKNOWN:
            return
        for stream in before:
            if layer in after.track(stream).mapped:
                passage.unsplit.append(Entry(layer, parameter, value, stream))
                return

    def _note_stacked(
        self, passage: Passage, layer: Layer, parameter: Parameter, value: Value
    ) -> None:
        if value.kind is Kind.TREE:
            for child in value.children:
                self._note_stacked(passage, layer, parameter, child)
            return
        after = self.split(layer, value, passage.frame)
        for stream, track in self._streams(value) if value.carries else ():
            if track.least > 0 and layer in after.track(stream).split:
                passage.stacked.append(Entry(layer, parameter, value, stream))
                return

    def _scalar_streams(self, value: Value) -> list[str]:
        """The streams of a value, or of a part of a module, that certainly have no axis."""
        return sorted({name for name, track in self._streams(value) if track.is_scalar})

    def _streams(self, value: Value) -> Iterator[tuple[str, Track]]:
        """The streams of a value, or of the parts of a module."""
        if value.kind is Kind.MODULE and value.owner is not None:
            for part in value.owner.analysis.flow.reader.instances.stateful(value):
                yield from self._streams(part)
            return
        for name in sorted(value.streams) if value.streams else [value.stream]:
            yield name, value.track(name)

    def returned(self, stack: Stack, call: SgNode, caller: Analysis, frame: Frame | None) -> Value:
        """What a call of a transformed function returns, with the axes that it comes back with."""
        depth = 0 if frame is None else frame.depth
        passage = self.through(stack, call, caller, frame) if depth <= _FAR else None
        if passage is None:
            return UNKNOWN
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
            parts = enumerate(value.children) if not value.uniform else [(-1, value.children[0])]
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
            return value if is_known else value.changed(lambda track: Track(exact=False))
        axis = self._out_axis(layer.use, path)
        if axis.kind in (AxisKind.TREE, AxisKind.STATES, AxisKind.UNKNOWN):
            return value.changed(lambda t: Track(max(t.least, 0), exact=False))
        if axis.kind is not AxisKind.MAPPED:
            return value
        return in_all_lanes(value, passage.lanes.get(start(layer.node)))

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
