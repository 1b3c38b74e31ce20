"""What becomes of one transform."""

from __future__ import annotations

from dataclasses import dataclass, field

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Piece
from flake8_nnx_rng.semantics.program.layers import Layer


@dataclass(frozen=True)
class SplitCall:
    """`nnx.split_rngs(splits=size, only=only)` to stand directly above a transform."""

    function: str
    size: str
    only: str = ""

    @property
    def text(self) -> str:
        """The call that makes the decorator."""
        only = f", only={self.only}" if self.only else ""
        return f"{self.function}(splits={self.size}{only})"


@dataclass(frozen=True)
class LayerPlan:
    """The new options of one layer of a stack.

    `put` are options to write, `dropped` to leave out, `positional` is how many were given by
    position, `function` is transformed in place of what was, `split` stands above. `edits` change
    the function itself, `needed` are imports, `reasons` say why the result is not safe.
    """

    layer: Layer
    put: dict[str, Piece] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    positional: int = 0
    function: str = ""
    split: SplitCall | None = None
    edits: tuple[Edit, ...] = ()
    needed: frozenset[tuple[int, str]] = frozenset()
    reasons: tuple[str, ...] = ()

    @property
    def done(self) -> tuple[list[str], list[str]]:
        """What is written and what goes, as keywords of the transform are called."""
        given = {} if self.layer.use is None else self.layer.use.options.keywords
        gone = [keyword for keyword in given if keyword in self.dropped - self.put.keys()]
        return [f"{keyword}=" for keyword in self.put], [f"{keyword}=" for keyword in gone]
