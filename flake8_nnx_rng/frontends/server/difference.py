"""From one text of a module to the next: what has changed, and where that leaves the findings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from flake8_nnx_rng.diagnostic import Diagnostic, RelatedPlace
from flake8_nnx_rng.frontends.server.place import Place, place_of
from flake8_nnx_rng.frontends.server.unasked import TELLING, Unasked
from flake8_nnx_rng.frontends.server.written import Written, are_said_alike, differing
from flake8_nnx_rng.syntax.asked import Asked
from flake8_nnx_rng.syntax.positions import Position

_ON_LINE = re.compile(r" on line (\d+)\b(?! of )")
"""How a message names another line of the same file."""


class Difference:
    """From one text of a module to the next: what is between statements that are the same."""

    def __init__(self, old: Written, new: Written) -> None:
        self._old, self._new = old, new
        self._head, self._tail = differing(old.pieces, new.pieces)
        self._shift = len(new.pieces) - len(old.pieces)

    def _middle(self, text: Written) -> range:
        return range(self._head, len(text.pieces) - self._tail)

    @cached_property
    def _rows(self) -> tuple[int, int, int]:
        """The rows that are not the same, counted from 0: the first, those behind in both texts."""
        old, new = (text.line_texts(self._middle(text)) for text in (self._old, self._new))
        rows = self._new.rows if self._middle(self._new) else self._old.rows
        first = rows[self._head] - 1 if self._head < len(rows) else len(self._new.lines.starts)
        head, tail = differing(old, new)
        return first + head, first + len(old) - tail, first + len(new) - tail

    @cached_property
    def says_the_same(self) -> bool:
        """Whether nothing has come or gone but remarks and empty lines."""
        old, new = (
            [text.pieces[number] for number in self._middle(text)]
            for text in (self._old, self._new)
        )
        return len(old) == len(new) and are_said_alike(old, new)

    def has_no_say(self, asked: Asked) -> bool:
        """Whether only statements within a function have changed that nothing has asked for."""
        if any(len(self._middle(text)) != 1 for text in (self._old, self._new)):
            return False
        place = self._place
        if place is None or self._tells_text(asked):
            return False
        _, gone, come = self._rows
        was = self._old.text_of(place.start, place.end + gone - come)
        judge = Unasked(asked, place, self._new.imported)
        return judge.have_no_say(was, self._new.text_of(place.start, place.end))

    @property
    def _place(self) -> Place | None:
        """Where statements have changed; what is no code is in the block of what comes after it."""
        start, _, come = self._rows
        point = start
        while self._new.is_empty(point):
            point += 1
        before = self._new.lines.position(self._new.start).row - 1
        found = place_of(self._new.parsed, point - before, max(point, come) - before, before)
        if found is None or found.start == found.end:
            return found and replace(found, start=start, end=come)
        return replace(found, start=min(start, found.start), end=max(come, found.end))

    def _tells_text(self, asked: Asked) -> bool:
        """Whether the text of the changed lines tells something by itself."""
        start, gone, come = self._rows
        changed = self._old.text_of(start, gone) + self._new.text_of(start, come)
        around = self._new.text_of(0, start), self._new.text_of(come)
        return TELLING.search(changed) is not None or asked.concerns_text(changed, around)

    @property
    def is_about_all(self) -> bool:
        """Whether a statement has changed that all others may rest on."""
        return any(
            number in self._middle(text)
            for text in (self._old, self._new)
            for number in text.statements.for_all
        )

    def before(self, number: int) -> int | None:
        """The number that a statement had; None for one that was not there."""
        if number < self._head:
            return number
        return None if number in self._middle(self._new) else number - self._shift

    def _now(self, numbers: Iterable[int]) -> Iterable[int]:
        gone = self._middle(self._old)
        return (n if n < self._head else n + self._shift for n in numbers if n not in gone)

    def affected(self) -> set[int]:
        """The new numbers of the statements that may come to something else."""
        before = self._old.statements.resting_on(self._middle(self._old))
        now = self._new.statements.resting_on(self._middle(self._new))
        return {*self._now(before), *now}

    def breaks(self, found: Diagnostic) -> bool:
        """Whether a finding cannot just be moved: it is told of lines that have changed."""
        told = (found.message, found.consequence, found.help, *(r.message for r in found.related))
        rows = [int(row) for text in told for row in _ON_LINE.findall(text)]
        own = (r for r in found.related if r.filename == found.filename)
        spans = [*((row, row) for row in rows), _rows_of(found), *map(_rows_of, own)]
        start, gone, come = self._rows
        if rows and come != gone and _ON_LINE.search(self._new.source.code):
            return True  # a message may have it from there
        return any(first <= gone and last > start for first, last in spans)

    def moved(self, found: Diagnostic) -> Diagnostic:
        """A finding of an old text where the new one has it."""
        related = (
            place._replace(**self._placed(place)) if place.filename == found.filename else place
            for place in found.related
        )
        return replace(
            found,
            **self._placed(found),
            related=tuple(related),
            consequence=self._told(found.consequence),
            help=self._told(found.help),
        )

    def _placed(self, placed: Diagnostic | RelatedPlace) -> dict[str, Any]:
        """What becomes of its message and its place."""
        start, end = placed.location, placed.end_location
        return {
            "message": self._told(placed.message),
            "location": Position(self._row(start.row), start.column),
            "end_location": Position(self._row(end.row), end.column),
        }

    def _told(self, text: str) -> str:
        """A text with the lines that it names where they are now."""
        return _ON_LINE.sub(lambda named: f" on line {self._row(int(named[1]))}", text)

    def _row(self, row: int) -> int:
        start, gone, come = self._rows
        return row if row <= start else row + come - gone


def _rows_of(placed: Diagnostic | RelatedPlace) -> tuple[int, int]:
    return placed.location.row, placed.end_location.row
