"""What is found in a module that is being written: what a change has to do with is read again.

The rest keeps what was found in it, moved along with its lines. That holds for a module whose
statements have to do with one another by names alone, not through what other files take from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic, RelatedPlace
from flake8_nnx_rng.frontends.server.written import Written, are_said_alike, differing
from flake8_nnx_rng.semantics.legacy.signs import signs_in
from flake8_nnx_rng.syntax.positions import Position

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.reports import Inspected
    from flake8_nnx_rng.semantics.releases.source import SourceRelease
    from flake8_nnx_rng.syntax.source import Source

_ABOUT_ALL = re.compile(r"#\s*flake8|# ///")
"""Comments that say something of the whole file."""
_ON_LINE = re.compile(r"\blines? \d")
_MOST = 0.9
"""The share of the text beyond which the whole is read."""

_Placed = TypeVar("_Placed", Diagnostic, RelatedPlace)


@dataclass(frozen=True)
class _Read:
    """What was found in each statement of a text.

    `newer` are those that show that the module was written for explicit releases.
    """

    text: Written
    found: list[tuple[Diagnostic, ...]]
    newer: list[bool]
    written_for: SourceRelease

    @property
    def all(self) -> list[Diagnostic]:
        """All findings, in the order of places."""
        return sorted(diagnostic for found in self.found for diagnostic in found)


class Rereading:
    """The modules that an editor holds, each as it was read last."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._known: dict[str, _Read] = {}

    def forget(self, but: str | None = None) -> None:
        """Read all modules whole the next time, but for one."""
        self._known = {name: read for name, read in self._known.items() if name == but}

    def found(self, source: Source) -> list[Diagnostic]:
        """The findings in a module; raises `SourceError` where it cannot be parsed."""
        known = self._known.get(source.filename)
        text = Written.of(source, None if known is None else known.text)
        self._known.pop(source.filename, None)
        read = self._in_part(known, text) if known is not None else None
        if read is not None:
            self._known[source.filename] = read
            return read.all
        inspected = self._checker.glance(source)
        self._keep(inspected, text)
        return [diagnostic for diagnostic, _ in inspected.shown]

    def _keep(self, inspected: Inspected, text: Written) -> None:
        """Keep what was found, by statements, unless it may rest on more than names."""
        analysis = inspected.inspection.analysis
        if analysis is None or inspected.is_given_up or analysis.is_legacy:
            return
        read = _sorted(inspected, text, analysis.source)
        if read is not None and not _ABOUT_ALL.search(text.source.code):
            self._known[text.source.filename] = read

    def _in_part(self, known: _Read, text: Written) -> _Read | None:
        """The same by reading what has changed, and what has to do with that; None for most."""
        if _ABOUT_ALL.search(text.source.code) or text.imports != known.text.imports:
            return None
        change = _Change(known.text, text)
        if change.is_about_all:
            return None
        affected = change.affected() | {
            number
            for number in range(len(text.pieces))
            if (before := change.before(number)) is not None
            and any(map(change.breaks, known.found[before]))
        }
        part = self._part(affected, text, known.written_for)
        if part is None:
            return None
        read = _Read(text, [], [], known.written_for)
        for number in range(len(text.pieces)):
            before = None if number in affected else change.before(number)
            if before is None:
                read.found.append(part.found[number])
                read.newer.append(part.newer[number])
            else:
                read.found.append(tuple(map(change.moved, known.found[before])))
                read.newer.append(known.newer[before])
        return read if any(read.newer) == any(known.newer) else None

    def _part(self, affected: Set[int], text: Written, written_for: SourceRelease) -> _Read | None:
        """What is found in some statements; None where most would have to be read for that."""
        if not affected:
            return _Read(text, [() for _ in text.pieces], [False for _ in text.pieces], written_for)
        statements = text.statements
        numbers = statements.with_callers(affected, len(statements.all))
        numbers = statements.with_used(numbers, len(statements.all))
        if sum(len(text.pieces[n]) for n in numbers) > _MOST * len(text.source.code):
            return None
        inspected = self._checker.glance(text.part(numbers), text.source.text, pinned=written_for)
        return None if inspected.is_given_up else _sorted(inspected, text, written_for)


def _sorted(inspected: Inspected, text: Written, written_for: SourceRelease) -> _Read | None:
    """What was found, by statements; None where they alone do not say it, or the module is old."""
    found: list[list[Diagnostic]] = [[] for _ in text.pieces]
    newer = [False for _ in text.pieces]
    for diagnostic, _ in inspected.shown:
        found[text.at(diagnostic.location.row)].append(diagnostic)
        if diagnostic.code == INTERNAL_ERROR:
            return None
    analysis = inspected.inspection.analysis
    if analysis is not None:
        if analysis.neighbours is not None and analysis.neighbours.has_a_say(analysis):
            return None
        for sign in signs_in(analysis):
            if sign.source.is_implicit:
                return None
            newer[text.at(analysis.module.lines.position(sign.node.start).row)] = True
    return _Read(text, [*map(tuple, found)], newer, written_for)


class _Change:
    """From one text of a module to the next: what is between statements that are the same."""

    def __init__(self, old: Written, new: Written) -> None:
        self._old, self._new = old, new
        self._head, self._tail = differing(old.pieces, new.pieces)
        self._shift = len(new.pieces) - len(old.pieces)
        self._moves = self._tail > 0 and old.rows[-1] != new.rows[-1]

    def _middle(self, text: Written) -> range:
        return range(self._head, len(text.pieces) - self._tail)

    @cached_property
    def says_the_same(self) -> bool:
        """Whether nothing has come or gone but remarks and empty lines."""
        old, new = (
            [text.pieces[number] for number in self._middle(text)]
            for text in (self._old, self._new)
        )
        return len(old) == len(new) and are_said_alike(old, new)

    @property
    def is_about_all(self) -> bool:
        """Whether a statement has changed that all others may rest on."""
        return not self.says_the_same and any(
            number in self._middle(text)
            for text in (self._old, self._new)
            for number in text.statements.for_all
        )

    def before(self, number: int) -> int | None:
        """The number that a statement had; None for one that was not there."""
        if number < self._head or self.says_the_same:
            return number
        return None if number in self._middle(self._new) else number - self._shift

    def _now(self, numbers: Iterable[int]) -> Iterable[int]:
        gone = self._middle(self._old)
        return (n if n < self._head else n + self._shift for n in numbers if n not in gone)

    def affected(self) -> set[int]:
        """The new numbers of the statements that may come to something else."""
        if self.says_the_same:
            return set()
        before = self._old.statements.resting_on(self._middle(self._old))
        now = self._new.statements.resting_on(self._middle(self._new))
        return {*self._now(before), *now}

    def breaks(self, found: Diagnostic) -> bool:
        """Whether a finding cannot just be moved: it names a line, or a place that has changed."""
        told = (found.message, found.consequence, found.help, *(r.message for r in found.related))
        rows = (r.location.row for r in found.related if r.filename == found.filename)
        gone = self._middle(self._old)
        if self.says_the_same and self._old.at(found.location.row) in gone:
            return True
        may_move = self._moves or (self.says_the_same and len(gone) > 0)
        names_line = may_move and any(map(_ON_LINE.search, told))
        return names_line or any(self._old.at(row) in gone for row in rows)

    def moved(self, found: Diagnostic) -> Diagnostic:
        """A finding of an old text where the new one has it."""
        related = (
            self._moved(place) if place.filename == found.filename else place
            for place in found.related
        )
        return replace(self._moved(found), related=tuple(related))

    def _moved(self, placed: _Placed) -> _Placed:
        number = self._old.at(placed.location.row)
        now = number if number < self._head else number + self._shift
        rows = self._new.rows[now] - self._old.rows[number]
        start, end = placed.location, placed.end_location
        return replace(
            placed,
            location=Position(start.row + rows, start.column),
            end_location=Position(end.row + rows, end.column),
        )
