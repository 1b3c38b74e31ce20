"""Layers: the wrappers around one function, from the outermost inwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.releases.transforms import MAPPING, SPLITTING

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_STATIC = frozenset({"static_argnums", "static_argnames"})


class Layer(NamedTuple):
    """One wrapper around a function; `use` is None for a wrapper that is no transform of ours."""

    node: Node
    use: TransformUse | None
    transparent: bool
    raw: bool = False
    """Whether it is a transform of JAX itself, which hands no state back."""

    @property
    def written(self) -> str:
        """The transform as the code names it: `nnx.vmap`."""
        return self.node.text if self.use is None else self.use.reference.text

    @property
    def size(self) -> Node | None:
        """What is written for the size of the mapped axis."""
        return None if self.use is None else self.use.option("axis_size", "length")

    @property
    def splits(self) -> bool:
        """Whether this splits RNG state; `fork_rngs` and `with_rngs` do so only when told."""
        if self.use is None or self.use.name not in SPLITTING:
            return False
        options = self.use.options
        told = "split" in options.keywords or options.unpacks_keywords
        return told or self.use.name == "split_rngs"

    def is_a(self, names: Iterable[str]) -> bool:
        """Whether this is one of these transforms."""
        return self.use is not None and self.use.name in names


@dataclass(frozen=True)
class Stack:
    """A transformed function: `layers` from the outermost to the one next to the function.

    `root` is the decorated definition, or the outermost call, whose value is the result.
    """

    root: Node
    layers: tuple[Layer, ...]
    function: Function | None

    @cached_property
    def mapping_layers(self) -> list[Layer]:
        """The vmaps, pmaps and scans, outermost first."""
        return [layer for layer in self.layers if layer.is_a(MAPPING)]

    @cached_property
    def splitting_layers(self) -> list[Layer]:
        """The wrappers that split RNG state, outermost first."""
        return [layer for layer in self.layers if layer.splits]

    @cached_property
    def exempting_layers(self) -> list[Layer]:
        """Those that leave some arguments as they are, as static, outermost first."""
        uses = ((layer, layer.use) for layer in self.layers)
        return [
            layer for layer, use in uses if use and not _STATIC.isdisjoint(use.options.keywords)
        ]

    def below(self, layer: Layer) -> tuple[Layer, ...]:
        """The layers between this one and the function."""
        return self.layers[self.layers.index(layer) + 1 :]

    def is_opaque_above(self, layer: Layer) -> bool:
        """Whether something that is not known to leave RNG state alone stands above a layer."""
        above = self.layers[: self.layers.index(layer)]
        return not all(outer.transparent or outer.is_a(MAPPING) for outer in above)
