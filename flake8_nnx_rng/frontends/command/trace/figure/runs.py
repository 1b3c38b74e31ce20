"""Neighbouring cells of one row that are alike, as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEVERAL = "*"
"""Stands for the letters of several keys, where columns are too many to be told apart."""


@dataclass(frozen=True)
class Run:
    """The columns from `start` to before `stop`, all with the same letter."""

    start: int
    stop: int
    letter: str


def runs(letters: Sequence[str | None], most: int) -> Iterator[Run]:
    """The runs of a row from left to right; of neighbours only so many as `most` are told apart."""
    together = -(-len(letters) // most)
    last: Run | None = None
    for start in range(0, len(letters), together):
        stop = min(start + together, len(letters))
        letter = _common(letters[start:stop])
        if last is not None and letter == last.letter:
            last = Run(last.start, stop, letter)
            continue
        if last is not None:
            yield last
        last = None if letter is None else Run(start, stop, letter)
    if last is not None:
        yield last


def _common(letters: Sequence[str | None]) -> str | None:
    found = {letter for letter in letters if letter is not None}
    if len(found) > 1:
        return SEVERAL
    return found.pop() if found else None
