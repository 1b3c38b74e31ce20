"""Letters for the keys that repeat: the same in the report and in the figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, product
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw
    from flake8_nnx_rng.runtime.recording.repeats import Repeat

Letters = Mapping[tuple[int, ...], str]
"""The letter of each key that has one."""


def letters(draws: Sequence[Draw], shown: Sequence[Repeat]) -> Letters:
    """A letter for each key of the repeats that are shown, in the order in which they came."""
    told = {draw.key for repeat in shown for draw in repeat.draws}
    repeated = dict.fromkeys(draw.key for draw in draws if draw.key in told)
    return dict(zip(repeated, _names(), strict=False))


def number(letter: str) -> int:
    """Which letter it is, from 0."""
    found = 0
    for char in letter:
        found = found * len(ascii_uppercase) + ascii_uppercase.index(char) + 1
    return found - 1


def _names() -> Iterator[str]:
    """A, B, ..., Z, AA, AB, ..."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))
