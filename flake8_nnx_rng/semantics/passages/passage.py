"""Passages: values on their way through the layers of a transformed function, and back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.passages.entering import Entering
from flake8_nnx_rng.semantics.passages.lanes import Lanes, Unequal
from flake8_nnx_rng.semantics.passages.leaving import Leaving
from flake8_nnx_rng.semantics.program import axes
from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import takes_class
from flake8_nnx_rng.semantics.program.raw import differentiates, is_static
from flake8_nnx_rng.semantics.program.transformed import GRADIENTS
from flake8_nnx_rng.semantics.releases.eras import accepts_modules, maps_unused
from flake8_nnx_rng.semantics.releases.transforms import CUSTOM, MAPPING
from flake8_nnx_rng.semantics.values.callables import joined
from flake8_nnx_rng.semantics.values.frames import Frame, frame_around
from flake8_nnx_rng.semantics.values.pytrees import is_pytree
from flake8_nnx_rng.semantics.values.values import UNKNOWN, Kind, Track, Value
from flake8_nnx_rng.syntax.nodes import Arguments, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.values.callables import Callee
    from flake8_nnx_rng.semantics.values.sizes import Size
    from flake8_nnx_rng.syntax.tree import Node

_TOLD_APART = 8
"""In how many ways a function is run by a transform in others, before they are one."""


class Entry(NamedTuple):
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
    call: Node | None
    passed: dict[str, Node]
    outside: dict[str, Value]
    inside: dict[str, Value]
    frame: Frame | None = None
    caller_frame: Frame | None = None
    """The frame in which the arguments of the call are evaluated."""
    closure: Frame | None = None
    """The frame around the function, where it is handed to the transform as a value."""
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
        """The frame in which the body runs; in recursion whatever it is given."""
        outer = frame_around(self.frame, self.function.node) or self.closure
        questions, frames = self.home.questions, self.home.frames
        if questions.is_running(self.function.node):
            return frames.of(self.function.node, {}, outer)
        if questions.is_asking:
            return frames.met(self.function.node, self.inside, outer, _TOLD_APART)
        return frames.of(self.function.node, self.inside, outer)


def _is_handed_on_as_it_is(layer: Layer, value: Value, release: Release) -> bool:
    """Whether a wrapper for a derivative neither copies state, which is no pytree, nor refuses."""
    refuses = layer.is_a({"custom_vjp"}) and value.kind is Kind.MODULE
    return layer.is_a(CUSTOM) and not refuses and not accepts_modules(release)


class Passages:
    """Sends values through the stacks of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._lanes = Lanes(analysis)
        self._entering = Entering(analysis)
        self.leaving = Leaving(analysis)

    def through(
        self,
        stack: Stack,
        call: Node | None,
        caller: Analysis,
        frame: Frame | None = None,
        first: Value | None = None,
        callee: Callee | None = None,
    ) -> Passage | None:
        """One call of a transformed function, or one that is not in view."""
        function = stack.function
        if function is None:
            return None
        listed = Arguments() if call is None else arguments(call)
        listed = listed if callee is None else joined(callee.before, listed)
        passed = given(function, listed, bound=first is not None or takes_class(function))
        calls = caller.flow.reader.calls
        outside = {} if call is None else calls.passed(function, passed, call, frame)
        if caller is not self._analysis:  # what its file does not tell, the function may
            outside = {n: v for n, v in outside.items() if v.kind is not Kind.UNKNOWN}
        if first is not None and function.parameters:
            outside[function.parameters[0].name] = first
        reader = self._analysis.flow.reader
        defaulted: frozenset[str] = frozenset()
        for parameter in function.parameters:
            if parameter.name in outside:
                continue
            is_left_out = call is not None and parameter.name not in passed and not listed.unpacks
            if parameter.default is not None and is_left_out:
                outside[parameter.name] = reader.of(parameter.default)
                defaulted |= {parameter.name}
            else:
                alone = reader.parameters.alone(function.node, parameter.name)
                outside[parameter.name] = alone.changed(Track.at_least)
        passage = Passage(
            self._analysis, stack, function, caller, call, passed, outside, dict(outside)
        )
        passage.frame, passage.defaulted = frame_around(frame, stack.root), defaulted
        if callee is not None:
            passage.frame, passage.closure = callee.layered, callee.closure
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
                    passage.inside[parameter.name] = self._entering.split(
                        layer, value, passage.frame
                    )
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
                passage.inside[parameter.name] = self._entering.in_lane(layer, value, axis)
        elif not layer.transparent:
            passage.inside = dict.fromkeys(passage.inside, UNKNOWN)

    def _copy(self, passage: Passage, layer: Layer) -> None:
        """Into a transform of JAX: state is copied, or refused where only arrays are taken."""
        mapped = self._analysis.axes(passage.stack, layer)
        for parameter in passage.function.parameters:
            value = passage.inside[parameter.name]
            if value.kind is Kind.OBJECT:  # JAX takes it only as it is
                passage.inside[parameter.name] = self._static(layer, passage, parameter)
            if value.holds_states:
                passage.inside[parameter.name] = value.changed(lambda track: track.in_copy(layer))
            if not value.has_state or _is_handed_on_as_it_is(layer, value, self._analysis.release):
                continue
            axis = mapped.get(parameter.name)
            passes = layer.is_a(GRADIENTS) and not differentiates(
                layer.use, passage.function, parameter.name
            )
            whole = axis is not None and axis.kind is AxisKind.BROADCAST
            passes = passes or is_static(layer.use, passage.function, parameter.name)
            takes = is_pytree(value, self._analysis.release)
            if not takes and not passes and not whole:
                passage.refused.append(Entry(layer, parameter, value))
            passage.inside[parameter.name] = value.changed(lambda track: track.in_copy(layer))

    def _static(self, layer: Layer, passage: Passage, parameter: Parameter) -> Value:
        """An object in a transform of JAX, whose state is that of outside."""
        if not is_static(layer.use, passage.function, parameter.name):
            return UNKNOWN
        value = passage.inside[parameter.name]
        return value.changed(lambda track: track.in_copy(layer))

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
        if self._may_stay_unused(passage, layer, parameter):
            return
        before = self._scalar_streams(value)
        after = self._entering.in_lane(layer, value, axis)
        if after.kind is Kind.UNKNOWN:
            return
        for stream in before:
            if layer in after.track(stream).mapped:
                passage.unsplit.append(Entry(layer, parameter, value, stream))
                return

    def _may_stay_unused(self, passage: Passage, layer: Layer, parameter: Parameter) -> bool:
        """Whether scalar streams do no harm to a layer before a lane draws from them.

        The draw tells it then. A second layer that maps them would look for the axis at once, and
        one that splits them draws.
        """
        if not maps_unused(self._analysis.release) or not layer.is_a({"vmap"}):
            return False
        if any(inner.splits for inner in passage.stack.below(layer)):
            return False
        if layer.size is None or len(passage.stack.mapping_layers) != 1:
            return False
        return not self._is_handed_out_of_view(passage.function, parameter.name)

    def _is_handed_out_of_view(self, function: Function, name: str) -> bool:
        """Whether the body calls something with it of which nothing is known: that will draw."""
        home = self._analysis.home(function.node)
        return any(
            home.definition(called) is None and home.names.nnx(called) is None
            for call in function.body.find_all("call")
            if any(node.text == name for node in arguments(call).values)
            for called in [field_of(call, "function")]
        )

    def _note_stacked(
        self, passage: Passage, layer: Layer, parameter: Parameter, value: Value
    ) -> None:
        if value.kind is Kind.TREE:
            for child in value.children:
                self._note_stacked(passage, layer, parameter, child)
            return
        after = self._entering.split(layer, value, passage.frame)
        for stream, track in self._streams(value) if value.carries else ():
            if track.least > 0 and layer in after.track(stream).split:
                passage.stacked.append(Entry(layer, parameter, value, stream))
                return

    def _scalar_streams(self, value: Value) -> list[str]:
        """The streams of a value, or of a part of a module, that certainly have no axis."""
        return sorted({name for name, track in self._streams(value) if track.is_scalar})

    def _streams(self, value: Value) -> Iterator[tuple[str, Track]]:
        """The streams of a value, or of the parts of a module.

        Parts that are the same are looked at once, and so is what a class holds of itself.
        """
        seen: set[Hashable] = set()
        left: list[tuple[Value, frozenset[Node]]] = [(value, frozenset())]
        while left:
            part, around = left.pop()
            owner = part.owner
            if part.kind is not Kind.MODULE or owner is None:
                for name in sorted(part.streams) if part.streams else [part.stream]:
                    yield name, part.track(name)
            elif owner.node not in around and part.identity not in seen:
                seen.add(part.identity)
                inner = owner.analysis.flow.reader.instances.stateful(part)
                left += [(each, around | {owner.node}) for each in reversed(inner)]

    def returned(
        self,
        stack: Stack,
        call: Node,
        caller: Analysis,
        frame: Frame | None,
        callee: Callee | None = None,
    ) -> Value:
        """What a call of a transformed function returns, with the axes that it comes back with.

        `callee` says what comes with a function that was handed on as a value.
        """
        passage = self.through(stack, call, caller, frame, callee=callee)
        if passage is None:
            return UNKNOWN
        return self.leaving.returned(passage)
