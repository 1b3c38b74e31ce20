"""What a recording holds: draws, and where in the program and its transforms each was made."""

from __future__ import annotations

from dataclasses import dataclass, field

LANES = ("vmap", "pmap", "shard_map")
"""Transforms that run a function for several lanes at once."""
STEPS = ("scan", "map", "fori_loop", "while_loop")
"""Transforms that run a function step by step."""
INDEXED = (*LANES, "scan", "map", "fori_loop")
"""Those of them whose lane or step is known."""

DRAW = "draw"
"""A key handed to the program."""
SPLIT = "split"
"""A key that `split_rngs` (or an implicit split of 0.8.x) used up to make one for each lane."""
FORK = "fork"
"""A key that `fork`, `split` or `broadcast` of an Rngs used up to make another Rngs."""


@dataclass(frozen=True)
class Frame:
    """A line of the user's program that was being executed; `column` counts from 1."""

    filename: str
    function: str
    line: int
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Level:
    """One transform around a draw.

    `kind` is the transform's name in JAX (`vmap`, `pmap`, `shard_map`, `scan`, `map`, `fori_loop`,
    `while_loop`, `jit`, `checkpoint`, `grad`). `index` is the lane or the step of `size`, from 0;
    both are None where there is none or it is not known. `raw` says that the program itself called
    JAX's transform, not Flax's; `place` is where it applied it. `holder` says what brought the
    stream in as an argument of the transformed function: `rngs`, `module`, or neither. `of_layer`
    says that a layer of Flax applied it, as `nnx.RNN` does.
    """

    kind: str
    index: int | None = None
    size: int | None = None
    raw: bool = field(default=False, compare=False)
    place: Frame | None = field(default=None, compare=False)
    holder: str = field(default="", compare=False)
    of_layer: bool = field(default=False, compare=False)

    @property
    def unit(self) -> str:
        """What its index counts."""
        return "step" if self.kind in STEPS else "lane"


@dataclass(frozen=True)
class Origin:
    """Where a stream was made, innermost line first, and inside how many of the levels.

    `constant` says that it was made from a number in the program, as in `nnx.Rngs(0)`; `by_flax`
    that a layer of Flax did so, as `nnx.RNN` does for its first carry.
    """

    frames: tuple[Frame, ...]
    depth: int
    constant: bool = False
    by_flax: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """One key that an RngStream gave out while the program ran.

    `key` is the raw data of the key given out (uint32 words), `count` the stream's counter before.
    `levels` are the transforms around it, outermost first; `frames` the user's lines, innermost
    first, of the call that traced it; `number` its place in the order of arrival. `purpose`
    is one of `draw`, `split`, `fork`. `origin` is known if the stream is the one that was made, not
    one that a transform took apart and put together again. `process` counts the processes that the
    program has started, from 1; 0 is its own.
    """

    stream: str
    key: tuple[int, ...]
    count: int
    levels: tuple[Level, ...]
    frames: tuple[Frame, ...]
    number: int
    purpose: str = field(default=DRAW, compare=False)
    origin: Origin | None = field(default=None, compare=False)
    process: int = field(default=0, compare=False)

    @property
    def shape(self) -> tuple[tuple[str, bool], ...]:
        """The transforms around it, by what they are."""
        return tuple((level.kind, level.raw) for level in self.levels)


@dataclass(frozen=True)
class Refusal:
    """A draw that Flax refused: the stream was made outside the transform around the draw."""

    stream: str
    levels: tuple[Level, ...]
    frames: tuple[Frame, ...]
    origin: Origin
