"""Findings with the code that they are about, and how to mend them."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_nnx_rng.diagnostic import Diagnostic, SuggestedFix
from flake8_nnx_rng.frontends.command.outcome import Outcome, is_unsafe
from flake8_nnx_rng.frontends.command.printable import printable, source_line
from flake8_nnx_rng.frontends.command.reporters.closing import closing
from flake8_nnx_rng.frontends.command.reporters.concise import headed, place
from flake8_nnx_rng.frontends.command.reporters.refusals import RefusedUnit, refused_once
from flake8_nnx_rng.frontends.command.reporters.small_diff import small_diff

_CONTEXT = 2


def render(outcome: Outcome) -> str:
    """Every finding as a block: message, place, marked source lines, its fix, the rule's page.

    The lines of a fix that is for several findings stand under the first of them.
    """
    writer = _Writer(outcome)
    blocks = ("\n".join(writer.block(diagnostic)) for diagnostic in outcome.diagnostics)
    return "\n\n".join(filter(None, [*blocks, closing(outcome)]))


class _Writer:
    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._paint = outcome.paint
        self._refused = refused_once(outcome.diagnostics)
        self._first: dict[tuple[str, SuggestedFix], Diagnostic] = {}

    def block(self, found: Diagnostic) -> Iterator[str]:
        """The lines of one finding."""
        paint = self._paint
        lines = self._outcome.sources.lines(found.filename, found.cell)
        row = found.location.row
        width = len(str(row + _CONTEXT))
        margin = " " * width
        yield headed(found, marked=self._outcome.marks(found), paint=paint)
        prompt = self._outcome.sources.prompt(found.filename, found.cell)
        shown = f" ({prompt})" if prompt else ""
        yield f"{margin}{paint.margin('-->')} {place(found)}{shown}"
        yield f"{margin} {paint.margin('|')}"
        for number in range(max(1, row - _CONTEXT), min(len(lines), row + _CONTEXT) + 1):
            numbered = paint.margin(f"{number:>{width}} |")
            yield f"{numbered} {source_line(lines[number - 1])}".rstrip()
            if number == row:
                yield f"{margin} {paint.margin('|')} {self._marks(found, lines[row - 1])}"
        if found.consequence:
            yield self._note(width, "note", printable(found.consequence))
        for other in found.related:
            yield self._note(width, "note", f"{other.message}: {place(other)}")
        yield from self._help(found, width)
        if is_unsafe(found):
            yield self._note(width, "note", "unsafe, applied with --unsafe-fixes only")
        yield self._note(width, "see", found.url)

    def _note(self, width: int, kind: str, text: str) -> str:
        return f"{'':>{width}} {self._paint.margin('=')} {self._paint.mark(f'{kind}:')} {text}"

    def _marks(self, found: Diagnostic, line: str) -> str:
        """Carets under the part of the finding that is on its first line."""
        start, end = found.location, found.end_location
        last = end.column if end.row == start.row else len(line) + 1
        indent = "".join("\t" if char == "\t" else " " for char in line[: start.column - 1])
        return indent + self._paint.caret("^" * max(1, last - start.column))

    def _help(self, found: Diagnostic, width: int) -> Iterator[str]:
        """What the fix does, or what to do where there is none, and the lines that it changes."""
        fix, told = found.fix, printable(found.advice)
        if fix is None:
            if told:
                yield self._note(width, "help", told)
            return
        earlier = self._first.setdefault((found.filename, fix), found)
        if found in self._refused:
            yield from self._refusal(self._refused[found], found, width)
            return
        if fix.edits and earlier is not found:
            what, _, _ = told.partition(": ")
            told = f"{what}: this is the fix of {earlier.code} at {place(earlier)}"
            yield self._note(width, "help", told)
            return
        yield self._note(width, "help", told)
        for changed in sorted({edit.cell for edit in fix.edits}, key=lambda cell: cell or 0):
            edits = [edit for edit in fix.edits if edit.cell == changed]
            if changed != found.cell:
                yield f"{'':>{width}} {self._paint.margin('=')} in cell {changed}:"
            lines = self._outcome.sources.lines(found.filename, changed)
            yield from map(self._changed, small_diff(lines, edits, width))

    def _refusal(self, unit: RefusedUnit, found: Diagnostic, width: int) -> Iterator[str]:
        """Why there is no fix and what to do, once for all findings about the same code."""
        if unit.first == found:
            yield self._note(width, "note", printable(unit.why))
            yield self._note(width, "help", printable(unit.step))
        else:
            earlier = f"{unit.first.code} at {place(unit.first)}"
            yield self._note(width, "note", f"{unit.refusal.outcome}, see {earlier}")

    def _changed(self, line: str) -> str:
        """A line of a difference in its colour."""
        line = source_line(line)
        sign = line.lstrip(" 0123456789")[:1]
        if sign == "+":
            return self._paint.added(line)
        return self._paint.removed(line) if sign == "-" else line
