"""What is found in a module that is being written: what a change has to do with is read again.

The rest keeps what was found in it, moved along with its lines. That holds for a module of which
no other file takes anything, whose statements have to do with one another by names alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic, RelatedPlace
from flake8_nnx_rng.fixes.statements import Statements
from flake8_nnx_rng.semantics.legacy.signs import signs_in
from flake8_nnx_rng.syntax.positions import Lines, Position
from flake8_nnx_rng.syntax.source import Source, check_syntax

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.reports import Inspected
    from flake8_nnx_rng.semantics.releases.source import SourceRelease

_ABOUT_ALL = re.compile(r"#\s*flake8|# ///")
"""Comments that say something of the whole file."""
_ON_LINE = re.compile(r"\blines? \d")
_MOST = 0.5
"""The share of the statements beyond which the whole is read."""
_WRITTEN = re.compile(r"[^\r\n]+")

_Placed = TypeVar("_Placed", Diagnostic, RelatedPlace)


class _Text:
    """A module as its outermost statements."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def statements(self) -> Statements:
        """The statements themselves."""
        return Statements(self.source)

    @cached_property
    def pieces(self) -> list[str]:
        """The text of each, with the remarks above it."""
        return [self.source.code[s.start : s.end] for s in self.statements.all]

    @cached_property
    def rows(self) -> list[int]:
        """The row in which each begins."""
        lines = Lines(self.source.code)
        return [lines.position(s.start).row for s in self.statements.all]

    def at(self, row: int) -> int:
        """The number of the statement with a row."""
        return max(bisect_right(self.rows, row) - 1, 0)

    @cached_property
    def names(self) -> set[str]:
        """What the module defines."""
        return {*self.statements.defining}

    def part(self, numbers: Set[int]) -> Source:
        """These statements with nothing but line ends between them, so that rows stay."""
        kept = (
            piece if number in numbers else _WRITTEN.sub("", piece)
            for number, piece in enumerate(self.pieces)
        )
        return Source(self.source.filename, "".join(kept))


@dataclass(frozen=True)
class _Read:
    """What was found in each statement of a text.

    `newer` are those that show that the module was written for explicit releases.
    """

    text: _Text
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
        self._shared = set[str]()

    def forget(self, but: str | None = None) -> None:
        """Read all modules whole the next time, but for one."""
        self._known = {name: read for name, read in self._known.items() if name == but}
        self._shared &= {but}

    def found(self, source: Source) -> list[Diagnostic]:
        """The findings in a module; raises `SourceError` where it cannot be parsed."""
        check_syntax(source)
        text, known = _Text(source), self._known.pop(source.filename, None)
        read = self._in_part(known, text) if known is not None else None
        if read is not None:
            self._known[source.filename] = read
            return read.all
        inspected = self._checker.glance(source)
        if source.filename not in self._shared and not self._is_shared(text, text.names):
            self._keep(inspected, text)
        return [diagnostic for diagnostic, _ in inspected.shown]

    def _is_shared(self, text: _Text, names: Set[str]) -> bool:
        """Whether other files may take one of these names, so that they have a say in all."""
        name = text.source.filename
        if name not in self._shared and any(self._checker.takes(name, n) for n in sorted(names)):
            self._shared.add(name)
        return name in self._shared

    def _keep(self, inspected: Inspected, text: _Text) -> None:
        """Keep what was found, by statements, unless it may rest on more than names."""
        analysis = inspected.inspection.analysis
        if analysis is None or inspected.is_given_up or analysis.is_legacy:
            return
        read = _sorted(inspected, text, analysis.source)
        if read is not None and not _ABOUT_ALL.search(text.source.code):
            self._known[text.source.filename] = read

    def _in_part(self, known: _Read, text: _Text) -> _Read | None:
        """The same by reading what has changed, and what has to do with that; None for most."""
        if self._is_shared(text, text.names - known.text.names):
            return None
        if _ABOUT_ALL.search(text.source.code):
            return None
        change = _Change(known.text, text)
        affected = change.affected() | {
            number
            for number in range(len(text.pieces))
            if (before := change.before(number)) is not None
            and any(map(change.breaks, known.found[before]))
        }
        most = int(len(text.pieces) * _MOST)
        numbers = text.statements.with_callers(affected, most)
        numbers = text.statements.with_used(numbers, most)
        if len(numbers) > most or change.is_about_all:
            return None
        inspected = self._checker.glance(
            text.part(numbers), text.source.text, pinned=known.written_for
        )
        part = None if inspected.is_given_up else _sorted(inspected, text, known.written_for)
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


def _sorted(inspected: Inspected, text: _Text, written_for: SourceRelease) -> _Read | None:
    """What was found, by statements; None where something shows that the module is old."""
    found: list[list[Diagnostic]] = [[] for _ in text.pieces]
    newer = [False for _ in text.pieces]
    for diagnostic, _ in inspected.shown:
        found[text.at(diagnostic.location.row)].append(diagnostic)
        if diagnostic.code == INTERNAL_ERROR:
            return None
    analysis = inspected.inspection.analysis
    if analysis is not None:
        for sign in signs_in(analysis):
            if sign.source.is_implicit:
                return None
            newer[text.at(analysis.module.lines.position(sign.node.start).row)] = True
    return _Read(text, [*map(tuple, found)], newer, written_for)


class _Change:
    """From one text of a module to the next: what is between statements that are the same."""

    def __init__(self, old: _Text, new: _Text) -> None:
        self._old, self._new = old, new
        least = min(len(old.pieces), len(new.pieces))
        self._head = next((n for n in range(least) if old.pieces[n] != new.pieces[n]), least)
        rest = range(least - self._head)
        differs = (n for n in rest if old.pieces[-1 - n] != new.pieces[-1 - n])
        self._tail = next(differs, len(rest))
        self._shift = len(new.pieces) - len(old.pieces)
        self._moves = self._tail > 0 and old.rows[-1] != new.rows[-1]

    def _middle(self, text: _Text) -> range:
        return range(self._head, len(text.pieces) - self._tail)

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
        """Whether a finding cannot just be moved: it names a line, or a place that has changed."""
        told = (found.message, found.consequence, found.help, *(r.message for r in found.related))
        rows = (r.location.row for r in found.related if r.filename == found.filename)
        gone = self._middle(self._old)
        names_line = self._moves and any(map(_ON_LINE.search, told))
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
