"""Stream modules: modules that keep streams of the Rngs that they were made with, and no others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.flow.values import Kept, Kind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

_SILENCING = ("eval", "set_attributes", "eval_mode", "set_mode", "view", "deterministic")
"""Words by which a file may turn Dropout off where none can see it."""


class StreamModules:
    """Answers for the values of one module of code."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def makers(self, value: Node) -> list[Node]:
        """Every `nnx.Rngs(...)` whose streams a module may keep; empty if that is not certain."""
        call = self._made(value)
        if call is None or not self._drops or self._makes_streams:
            return []
        given = arguments(call)
        passed = [*given.positional, *given.keywords.values()]
        nodes, streams = self._analysis.flow.guesses, self._analysis.streams
        rngs = [
            streams.makers(argument) for argument in passed if not nodes.taken(argument).is_plain
        ]
        certain = bool(rngs) and all(rngs) and not given.unpacks
        return [made for makers in rngs for made in makers] if certain else []

    def _made(self, value: Node) -> Node | None:
        """The call `Model(...)` of a class in view that a value comes from, if it keeps streams."""

        call = value if value.kind == "call" else self._analysis.names.value(value)
        if call is None or call.kind != "call":
            return None
        meaning = self._analysis.flow.guesses.taken(call)
        binding = self._analysis.names.binding(field_of(call, "function"))
        owner = None if meaning.owner is None else meaning.owner.node
        if meaning.kind is not Kind.MODULE or binding is None or binding.node != owner:
            return None
        return None if Kept.UNKNOWN in meaning.kept or not meaning.kept else call

    @cached_property
    def _drops(self) -> bool:
        """Whether the Dropouts of the file certainly drop something, wherever they are called."""
        analysis = self._analysis
        if any(analysis.module.mentions_by_name(word) for word in _SILENCING):
            return False
        made = [call for name, call in self._calls if name == "flax.nnx.Dropout"]
        rates = [
            arguments(call).keywords.get("rate") or next(iter(arguments(call).positional), None)
            for call in made
        ]
        return bool(rates) and all(
            rate is not None and rate.kind == "float" and float(rate.text) > 0 for rate in rates
        )

    @cached_property
    def _makes_streams(self) -> bool:
        """Whether a class of the file makes streams of its own."""
        names = ("flax.nnx.Rngs", "flax.nnx.RngStream")
        return any(
            name in names and ancestor(call, "class_definition") is not None
            for name, call in self._calls
        )

    @cached_property
    def _calls(self) -> list[tuple[str | None, Node]]:
        calls = self._analysis.module.root.find_all("call")
        return [(self._analysis.names.called(call), call) for call in calls]
