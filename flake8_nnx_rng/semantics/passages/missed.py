"""Missed: filters of splits and axes that find no stream in what a transformed function gets."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.filters import filter_of, mapped
from flake8_nnx_rng.semantics.program.in_place_statements import is_tried
from flake8_nnx_rng.semantics.program.samplers import MANAGING
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.in_view import value_in_view
from flake8_nnx_rng.semantics.values.values import DEFAULT, Kept, Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.axes import Axis
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node

_MAKING = ("Rngs", "RngStream")
_STATE = ("RngState", "RngKey")


class Miss(NamedTuple):
    """A value without the streams that a filter wants: an Rngs, or a module made with it.

    `made` is the `nnx.Rngs(...)`; `passage` is the call that gets the value for `parameter`.
    """

    wanted: frozenset[str]
    value: Value
    streams: frozenset[str]
    made: Node
    passage: Passage | None = None
    parameter: str = ""

    @property
    def meant(self) -> str | None:
        """The stream that it has under nearly the same name."""
        close = (get_close_matches(name, sorted(self.streams), 1) for name in sorted(self.wanted))
        return next((found[0] for found in close if found), None)


class Missed(NamedTuple):
    """A filter, `only="params"` or a key of `nnx.StateAxes`, and the call that it misses.

    `is_split` says that the streams are split all the same, by a filter that finds them.
    """

    place: Node
    miss: Miss
    is_split: bool = False


class MissedStreams:
    """Answers for the transformed functions of one module, each once."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._known: dict[Node, list[Missed]] = {}

    def of(self, stack: Stack) -> list[Missed]:
        """The filters around a function that find nothing: those of splits before those of axes."""
        if stack.root not in self._known:
            self._known[stack.root] = list(self._above(stack)) or list(self._axes(stack))
        return self._known[stack.root]

    def of_value(self, node: Node, wanted: frozenset[str], caller: Analysis) -> Miss | None:
        """The miss of what certainly is an Rngs, or a module that draws."""
        value = value_in_view(node, caller)
        rngs = value if value.kind is Kind.RNGS else self._kept_by(value, wanted)
        if rngs is None or rngs.streams is None or rngs.written is None:
            return None
        is_missed = rngs.streams.isdisjoint(wanted)
        return Miss(wanted, value, rngs.streams, rngs.written) if is_missed else None

    def reaching(self, miss: Miss, nodes: list[Node]) -> Miss:
        """The miss with the transformed function to which one of these expressions is passed."""
        for stack in self._analysis.stacks.all:
            for passage in self._analysis.flow.passages_of(stack):
                for name, node in passage.passed.items():
                    if node in nodes:
                        return miss._replace(passage=passage, parameter=name)
        return miss

    def is_mapped_whole(self, miss: Miss) -> bool:
        """Whether a layer maps all streams of the value over one axis."""
        if miss.passage is None:
            return False
        stack = miss.passage.stack
        found = (
            self._analysis.axes(stack, layer).get(miss.parameter) for layer in stack.mapping_layers
        )
        return any(axis is not None and self._maps_streams(axis) for axis in found)

    def drawn(self, miss: Miss) -> set[str]:
        """The streams from which the body draws, by the names that it uses for them."""
        passage = miss.passage
        if passage is None:
            return set()
        flow, is_rngs = passage.home.flow, miss.value.kind is Kind.RNGS
        inside = passage.inside[miss.parameter]
        values = {**passage.inside, miss.parameter: replace(inside, streams=None)}
        frame = passage.home.frames.of(passage.function.node, values)
        found = (flow.effects if is_rngs else flow.certain_effects).of(passage.function, frame)
        drawn = {draw.stream for draw in found if draw.place.root == miss.parameter}
        return {self._stream_of(name) for name in drawn if name not in MANAGING}

    def _stream_of(self, name: str) -> str:
        """The stream of `rngs.params()` and `rngs.normal(shape)`."""
        return DEFAULT if releases.method("Rngs", name, self._analysis.release) else name

    def _above(self, stack: Stack) -> Iterator[Missed]:
        for layer in stack.splitting_layers if stack.mapping_layers else ():
            call = None if layer.use is None else layer.use.call
            if layer.use is None or call is None or not self._analysis.api(layer.use.name):
                continue
            keyword, wanted = filter_of(layer.use, self._names)
            miss = self._of_stack(stack, wanted) if wanted else None
            if miss is not None:
                yield Missed(keyword_node(call, keyword), miss)

    def _axes(self, stack: Stack) -> Iterator[Missed]:
        for layer in stack.mapping_layers:
            for name, axis in self._analysis.axes(stack, layer).items():
                wanted = mapped(axis, self._names)
                miss = self._of_stack(stack, wanted) if wanted else None
                if miss is None or miss.parameter != name:
                    continue
                place = next(key for key, of in axis.states if not of.leaves_whole)
                yield Missed(place, miss, any(map(self._splits_all, stack.splitting_layers)))

    def _splits_all(self, layer: Layer) -> bool:
        return layer.use is not None and not filter_of(layer.use, self._names)[1]

    def _of_stack(self, stack: Stack, wanted: frozenset[str]) -> Miss | None:
        """The first visible call in which nothing has such a stream and the lanes want one."""
        for passage in self._analysis.flow.passages_of(stack):
            call = passage.call
            if call is None or arguments(call).unpacks or is_tried(call):
                continue
            for miss in self._of_passage(passage, wanted) or []:
                if self._matters(miss):
                    return miss
        return None

    def _of_passage(self, passage: Passage, wanted: frozenset[str]) -> list[Miss] | None:
        """The misses of all that a call passes, None where something may have the stream."""
        found = []
        for parameter in passage.function.parameters:
            node = passage.passed.get(parameter.name)
            if node is None and parameter.name not in passage.defaulted:
                return None
            if node is None or self._is_plain(passage, parameter, node):
                continue
            miss = self.of_value(node, wanted, passage.caller)
            if miss is None:
                return None
            found.append(miss._replace(passage=passage, parameter=parameter.name))
        return found

    def _is_plain(self, passage: Passage, parameter: Parameter, node: Node) -> bool:
        is_plain = passage.caller.flow.guesses.taken(node).is_plain
        guesses = self._analysis.flow.guesses
        return is_plain or guesses.of_parameter(passage.stack, parameter).is_plain

    def _matters(self, miss: Miss) -> bool:
        """Whether the lanes certainly miss the split: they map the Rngs whole, or draw from it."""
        if self.is_mapped_whole(miss):
            return True
        drawn = self.drawn(miss)
        is_slip = miss.streams == {DEFAULT} or miss.meant is not None
        return bool(drawn) and (is_slip or not drawn <= miss.streams)

    def _maps_streams(self, axis: Axis) -> bool:
        """An axis for the whole value, or `nnx.StateAxes({nnx.RngState: 0, ...: None})`."""
        states = (self._names.nnx(key) for key, of in axis.states if of.is_mapped)
        return axis.is_mapped or any(name in _STATE for name in states)

    def _kept_by(self, module: Value, wanted: frozenset[str]) -> Value | None:
        """The one Rngs whose streams a module in view keeps, if it certainly keeps no others."""
        made, owner = module.made, module.owner
        if made is None or owner is None or made.unpacks or _makes_streams(owner.analysis):
            return None
        kept = owner.analysis.flow.keeping.of(module)
        given = [value for value in made.given if not value.is_plain]
        is_certain = kept and Kept.UNKNOWN not in kept and len(given) == 1
        return given[0] if is_certain and given[0].kind is Kind.RNGS else None


def _makes_streams(home: Analysis) -> bool:
    """Whether a class of a module makes streams of its own."""
    named = map(reference, home.module.mentions_of(_MAKING))
    made = (node for node in named if node is not None and home.names.nnx(node) in _MAKING)
    calls = (node.parent for node in made if node.parent is not None)
    return any(call.kind == "call" and ancestor(call, "class_definition") for call in calls)
