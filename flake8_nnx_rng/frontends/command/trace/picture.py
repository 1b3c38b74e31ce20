"""The figure of a trace: lanes by draws, the same letter wherever a key came again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw
    from flake8_nnx_rng.runtime.recording.repeats import Repeat


@dataclass(frozen=True)
class Picture:
    """The draws of a stream at one place and what stands around it.

    `rows` are lanes, each with a letter for each draw; a key that was drawn but once has none.
    """

    draws: tuple[Draw, ...]
    rows: dict[str, list[str]]

    @property
    def repeats(self) -> bool:
        """Whether any key in it was drawn before or is again."""
        return any(letter for letters in self.rows.values() for letter in letters)


def pictures(draws: Sequence[Draw], shown: Sequence[Repeat]) -> list[Picture]:
    """A picture for each place that draws, in the order of the first draws.

    The keys of the repeats that are shown have letters.
    """
    letters = _letters(draws, shown)
    groups: defaultdict[object, list[Draw]] = defaultdict(list)
    for draw in draws:
        kinds = tuple(level.kind for level in draw.levels)
        groups[draw.stream, draw.purpose, draw.frames[:1], kinds].append(draw)
    return [_picture(group, letters) for group in groups.values()]


def lanes_of(draw: Draw) -> tuple[int, ...]:
    """The lanes that a draw was made in, outermost first."""
    mapped = ("vmap", "pmap", "shard_map")
    return tuple(level.index or 0 for level in draw.levels if level.kind in mapped)


def _picture(draws: Sequence[Draw], letters: dict[tuple[int, ...], str]) -> Picture:
    rows: dict[str, list[str]] = {}
    for draw in sorted(draws, key=lambda draw: (lanes_of(draw), draw.number)):
        lanes = ".".join(map(str, lanes_of(draw)))
        name = f"lane {lanes}" if lanes else "draws"
        rows.setdefault(name, []).append(letters.get(draw.key, ""))
    return Picture(tuple(draws), rows)


def _letters(draws: Sequence[Draw], shown: Sequence[Repeat]) -> dict[tuple[int, ...], str]:
    """A letter for each key that repeats, in the order in which they came."""
    told = {draw.key for repeat in shown for draw in repeat.draws}
    repeated = dict.fromkeys(draw.key for draw in draws if draw.key in told)
    return dict(zip(repeated, _names(), strict=False))


def _names() -> Iterator[str]:
    """A, B, ..., Z, AA, AB, ..."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))
