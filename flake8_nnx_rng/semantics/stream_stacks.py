"""Stream stacks: transformed functions with a filter that finds no stream in what they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.stream_filters import StreamFilters
from flake8_nnx_rng.semantics.stream_misses import Miss, StreamMisses
from flake8_nnx_rng.syntax.nodes import keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node


@dataclass(frozen=True)
class Missed:
    """A filter, `only="params"` or a key of `nnx.StateAxes`, and the call that it misses.

    `is_split` says that the streams are split all the same, by a filter that finds them.
    """

    place: Node
    miss: Miss
    is_split: bool = False


class StreamStacks:
    """Answers for the transformed functions of one module, each once."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.filters = StreamFilters(analysis.names)
        self.misses = StreamMisses(analysis)
        self._known: dict[Node, list[Missed]] = {}

    def of(self, stack: Stack) -> list[Missed]:
        """The filters around a function that find nothing: those of splits before those of axes."""
        if stack.root not in self._known:
            found = list(self._above(stack)) or list(self._axes(stack))
            self._known[stack.root] = found
        return self._known[stack.root]

    def _above(self, stack: Stack) -> Iterator[Missed]:
        for layer in stack.splitting_layers if stack.mapping_layers else ():
            if (
                layer.use is None
                or layer.use.call is None
                or not self._analysis.api(layer.use.name)
            ):
                continue
            keyword, wanted = self.filters.of_use(layer.use)
            miss = self.misses.of_stack(stack, wanted) if wanted else None
            if miss is not None:
                yield Missed(keyword_node(layer.use.call, keyword), miss)

    def _axes(self, stack: Stack) -> Iterator[Missed]:
        for layer in stack.mapping_layers:
            for name, axis in self._analysis.axes(stack, layer).items():
                wanted = self.filters.mapped(axis)
                miss = self.misses.of_stack(stack, wanted) if wanted else None
                if miss is None or miss.target is None or miss.target.parameter.name != name:
                    continue
                place = next(named for named, of in axis.states if not of.leaves_whole)
                yield Missed(place, miss, any(map(self._splits_all, stack.splitting_layers)))

    def _splits_all(self, layer: Layer) -> bool:
        return layer.use is not None and not self.filters.of_use(layer.use)[1]
