"""What a shape is: a way in which programs grow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Files = dict[str, str]
"""Texts by the names of their files."""

HEAD = (
    "from functools import partial\n\nimport jax\nimport jax.numpy as jnp\nfrom flax import nnx\n\n"
)

SHAPES: dict[str, Shape] = {}


@dataclass(frozen=True)
class Shape:
    """Programs of one kind, of any size from `start` to `limit`.

    Beyond the limit Python does not parse them, or there are 100,000 lines or 2,000 findings.
    `finds` tells how many findings there are: so many for each unit of size, and so many besides.
    """

    name: str
    build: Callable[[int], Files]
    start: int
    limit: int
    finds: tuple[int, int]

    def findings(self, size: int) -> int:
        """How many findings a program of some size has."""
        each, besides = self.finds
        return each * size + besides


def shape(
    start: int, limit: int, finds: tuple[int, int] = (0, 0)
) -> Callable[[Callable[[int], Files]], Callable[[int], Files]]:
    """Enter a function among the shapes, by its own name."""

    def enter(build: Callable[[int], Files]) -> Callable[[int], Files]:
        name = build.__name__.replace("_", " ")
        SHAPES[name] = Shape(name, build, start, limit, finds)
        return build

    return enter


def program(*parts: str) -> Files:
    """One file that takes nnx and jax into use."""
    return {"program.py": HEAD + "".join(parts)}


def each(size: int, template: str, first: int = 0) -> str:
    """A text for each number; `{k}` is the number, `{j}` the one before it and `{l}` the next."""
    numbers = range(first, first + size)
    return "".join(template.format(k=k, j=k - 1, l=k + 1) for k in numbers)
