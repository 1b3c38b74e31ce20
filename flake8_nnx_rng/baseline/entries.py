"""A finding as a baseline keeps it: by its rule and the text around it, not by its line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flake8_nnx_rng.baseline.sources import Sources
from flake8_nnx_rng.diagnostic import Diagnostic


class Entry(NamedTuple):
    """A rule, the line that it finds something in, and the lines before and after that.

    All without their indentation; blank lines do not count.
    """

    code: str
    text: str
    before: str = ""
    after: str = ""


def entry_of(found: Diagnostic, sources: Sources) -> Entry:
    """How a baseline keeps a finding."""
    return Entry(found.code, *text_of(found, sources))


def text_of(found: Diagnostic, sources: Sources) -> tuple[str, str, str]:
    """The first line of a finding, and the next ones before and after it that are not blank."""
    lines = sources.lines(found.filename, found.cell)
    row, last = found.location.row, found.end_location.row
    text = lines[row - 1].strip() if row <= len(lines) else ""
    return text, _first_of(reversed(lines[: row - 1])), _first_of(lines[last:])


def _first_of(lines: Iterable[str]) -> str:
    return next(filter(None, map(str.strip, lines)), "")


class Split(NamedTuple):
    """The findings of a file that are new, those that are known, and entries that are for none."""

    new: list[Diagnostic]
    known: list[Diagnostic]
    left: list[Entry]


def split(found: Iterable[Diagnostic], known: Iterable[Entry], sources: Sources) -> Split:
    """Match findings with entries, each for one of them.

    An entry is for a finding between the same lines, else for another one of the same line.
    """
    waiting = [(diagnostic, entry_of(diagnostic, sources)) for diagnostic in found]
    left = [*known]
    taken: set[Diagnostic] = set()
    for key in (tuple, _near):
        for diagnostic, entry in waiting:
            fitting = (e for e in left if key(e) == key(entry))
            match = None if diagnostic in taken else next(fitting, None)
            if match is not None:
                left.remove(match)
                taken.add(diagnostic)
    new = [diagnostic for diagnostic, _ in waiting if diagnostic not in taken]
    return Split(new, [d for d, _ in waiting if d in taken], left)


def _near(entry: Entry) -> tuple[str, ...]:
    """What is left of an entry where the lines around it have changed."""
    return entry.code, entry.text
