"""Stream misses: values that certainly have none of the streams that a filter names."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.call_sites import argument_for
from flake8_nnx_rng.semantics.draws import MANAGING
from flake8_nnx_rng.semantics.functions import read_class, read_function
from flake8_nnx_rng.semantics.in_place_statements import is_tried
from flake8_nnx_rng.semantics.stream_modules import StreamModules
from flake8_nnx_rng.semantics.streams import DEFAULT
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.axes import Axis
    from flake8_nnx_rng.semantics.functions import Function, Parameter
    from flake8_nnx_rng.semantics.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_STATE = frozenset({"RngState", "RngKey"})


@dataclass(frozen=True)
class Target:
    """A parameter of a transformed function that an Rngs is passed for."""

    stack: Stack
    function: Function
    parameter: Parameter


@dataclass(frozen=True)
class Miss:
    """A value without the streams that a filter wants: an Rngs, or a module made with it.

    `made` is the `nnx.Rngs(...)`.
    """

    wanted: frozenset[str]
    streams: frozenset[str]
    made: Node
    target: Target | None = None
    is_module: bool = False

    @property
    def meant(self) -> str | None:
        """The stream that it has under nearly the same name."""
        close = (get_close_matches(name, sorted(self.streams), 1) for name in sorted(self.wanted))
        return next((found[0] for found in close if found), None)


class StreamMisses:
    """Answers for the values and the transformed functions of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._modules = StreamModules(analysis)

    def of_value(
        self, value: Node, wanted: frozenset[str], target: Target | None = None
    ) -> Miss | None:
        """The miss of a value that certainly is an Rngs, or a module that draws."""
        of_module = self._modules.makers(value)
        made = of_module or self._analysis.streams.makers(value)
        has = [self._analysis.streams.in_call(call) for call in made]
        without = [streams for streams in has if streams is not None and streams.isdisjoint(wanted)]
        if not made or len(without) < len(made):
            return None
        return Miss(wanted, without[0], made[0], target, bool(of_module))

    def of_stack(self, stack: Stack, wanted: frozenset[str]) -> Miss | None:
        """The first visible call in which nothing has such a stream and the lanes want one."""
        function = stack.function
        for site in () if function is None else self._analysis.call_sites.of(stack):
            given = arguments(site.call)
            if function is None or site.bound or given.unpacks or is_tried(site.call):
                continue
            missing = self._of_call(stack, function, site.call, wanted) or []
            for miss in missing:
                if self._matters(miss):
                    return miss
        return None

    def _of_call(
        self, stack: Stack, function: Function, call: Node, wanted: frozenset[str]
    ) -> list[Miss] | None:
        """The misses of all that a call passes, None where something may have the stream."""
        found = []
        for parameter in function.parameters:
            value = argument_for(function, parameter, arguments(call))
            if value is None and parameter.default is None:
                return None
            if value is None or self._is_plain(stack, parameter, value):
                continue
            miss = self.of_value(value, wanted, Target(stack, function, parameter))
            if miss is None:
                return None
            found.append(miss)
        return found

    def _is_plain(self, stack: Stack, parameter: Parameter, value: Node) -> bool:
        nodes = self._analysis.flow.guesses
        return nodes.taken(value).is_plain or nodes.of_parameter(stack, parameter).is_plain

    def _matters(self, miss: Miss) -> bool:
        """Whether the lanes certainly miss the split: they map the Rngs whole, or draw from it."""
        if miss.target is None or self.is_mapped_whole(miss.target):
            return miss.target is not None
        drawn = self.drawn(miss)
        is_slip = miss.streams == {DEFAULT} or miss.meant is not None
        return bool(drawn) and (is_slip or not drawn <= miss.streams)

    def is_mapped_whole(self, target: Target) -> bool:
        """Whether a layer maps all streams of the value over one axis."""
        axes = (
            self._analysis.axes(target.stack, layer).get(target.parameter.name)
            for layer in target.stack.mapping_layers
        )
        return any(axis is not None and self._maps_streams(axis) for axis in axes)

    def _maps_streams(self, axis: Axis) -> bool:
        """An axis for the whole value, or `nnx.StateAxes({nnx.RngState: 0, ...: None})`."""
        names = self._analysis.names
        mapped = (named for named, of in axis.states if of.is_mapped)
        return axis.is_mapped or any(names.nnx(named) in _STATE for named in mapped)

    def drawn(self, miss: Miss) -> set[str]:
        """The streams from which the body draws, by the names that it uses for them."""
        found: set[str] = set()
        target = miss.target
        for call in target.function.body.find_all("call") if target else ():
            found |= self._drawn_by(call, target.parameter.name) if target else set()
        if miss.is_module:
            return {"dropout"} if DEFAULT in found else set()  # model(x)
        return found

    def _drawn_by(self, call: Node, name: str) -> set[str]:
        called = field_of(call, "function")
        root, *attributes = called.text.split(".")
        if root == name:
            return self._drawn_as(attributes)
        given = arguments(call).keywords.get("rngs")
        is_layer = given is not None and given.text == name
        draws = (is_layer and self._analysis.draws.makes_layer(called)) or self._hands_on(
            call, name
        )
        return {"params"} if draws else set()

    def _hands_on(self, call: Node, name: str) -> bool:
        """Whether the Rngs goes to a class or function of the file that draws from it."""
        binding = self._analysis.names.binding(field_of(call, "function"))
        if binding is None or binding.kind not in (BindingKind.CLASS, BindingKind.FUNCTION):
            return False
        is_class = binding.kind is BindingKind.CLASS
        function = read_class(binding.node) if is_class else read_function(binding.node)
        return function is not None and any(
            value.text == name and self._analysis.draws.draws(function, parameter.name)
            for parameter in function.parameters
            if (value := argument_for(function, parameter, arguments(call))) is not None
        )

    def _drawn_as(self, attributes: list[str]) -> set[str]:
        """The stream of `rngs()`, `rngs.params()`, `rngs.normal(shape)`; none of `rngs.fork()`."""
        if attributes and attributes[0] in MANAGING:
            return set()
        is_method = not attributes or releases.method("Rngs", attributes[0], self._analysis.release)
        return {DEFAULT if is_method else attributes[0]}

    def first_target(self, values: list[Node]) -> Target | None:
        """The transformed function to which one of these expressions is passed first."""
        for stack in self._analysis.stacks.all:
            if stack.function is not None:
                for parameter in stack.function.parameters:
                    passed = self._analysis.call_sites.arguments_for(stack, parameter)
                    if any(value in values for value in passed):
                        return Target(stack, stack.function, parameter)
        return None
