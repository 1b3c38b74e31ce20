"""What is found in a module that is being written: what a change has to do with is read again.

The rest keeps what was found in it, moved along with its lines. That holds for a module whose
statements have to do with one another by names alone, not through what other files take from it.
A change that has no say at all moves what was found, and nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic
from flake8_nnx_rng.frontends.server.difference import Difference
from flake8_nnx_rng.frontends.server.written import Written
from flake8_nnx_rng.semantics.legacy.signs import signs_in

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.reports import Inspected
    from flake8_nnx_rng.semantics.releases.source import SourceRelease
    from flake8_nnx_rng.syntax.asked import Asked
    from flake8_nnx_rng.syntax.source import Source

_ABOUT_ALL = re.compile(r"#\s*flake8|# ///")
"""Comments that say something of the whole file."""
_MOST = 0.9
"""The share of the text beyond which the whole is read."""


@dataclass(frozen=True)
class _Read:
    """What was found in each statement of a text.

    `newer` are those that show that the module was written for explicit releases. `asked` is what
    was asked of it.
    """

    text: Written
    found: list[tuple[Diagnostic, ...]]
    newer: list[bool]
    written_for: SourceRelease
    asked: Asked

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
        if _ABOUT_ALL.search(text.source.code):
            return None
        change = Difference(known.text, text)
        if change.has_no_say(known.asked) or change.says_the_same:
            moved = self._moved(change, known, text)
            if moved is not None:
                return moved
        if text.imports != known.text.imports or change.is_about_all:
            return None
        return self._read_again(change, known, text)

    def _moved(self, change: Difference, known: _Read, text: Written) -> _Read | None:
        """What was known, at other places; None where some of that tells of what has changed."""
        if any(change.breaks(diagnostic) for found in known.found for diagnostic in found):
            return None
        found = [tuple(map(change.moved, listed)) for listed in known.found]
        return replace(known, text=text, found=found)

    def _read_again(self, change: Difference, known: _Read, text: Written) -> _Read | None:
        affected = change.affected() | {
            number
            for number in range(len(text.pieces))
            if (before := change.before(number)) is not None
            and any(map(change.breaks, known.found[before]))
        }
        part = self._part(affected, text, known.written_for)
        if part is None:
            return None
        read = _Read(text, [], [], known.written_for, known.asked | part.asked)
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
    return _Read(text, [*map(tuple, found)], newer, written_for, inspected.inspection.asked)
