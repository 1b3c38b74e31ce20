"""Lanes by draws as the report shows them, the same letter wherever a key came again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.trace.letters import Letters, letters

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
    named = letters(draws, shown)
    groups: defaultdict[object, list[Draw]] = defaultdict(list)
    for draw in draws:
        kinds = tuple(level.kind for level in draw.levels)
        groups[draw.stream, draw.purpose, draw.frames[:1], kinds].append(draw)
    return [_picture(group, named) for group in groups.values()]


def lanes_of(draw: Draw) -> tuple[int, ...]:
    """The lanes that a draw was made in, outermost first."""
    mapped = ("vmap", "pmap", "shard_map")
    return tuple(level.index or 0 for level in draw.levels if level.kind in mapped)


def _picture(draws: Sequence[Draw], named: Letters) -> Picture:
    rows: dict[str, list[str]] = {}
    for draw in sorted(draws, key=lambda draw: (draw.process, lanes_of(draw), draw.number)):
        rows.setdefault(_row(draw), []).append(named.get(draw.key, ""))
    return Picture(tuple(draws), rows)


def _row(draw: Draw) -> str:
    """Where a draw stands: in the process that was started as the first, second, ..., and lane."""
    lanes = ".".join(map(str, lanes_of(draw)))
    process = [f"process {draw.process}"] if draw.process else []
    return ", ".join([*process, *([f"lane {lanes}"] if lanes else [])]) or "draws"
