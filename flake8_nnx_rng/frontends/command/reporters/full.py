"""Findings with the code that they are about, and how to mend them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, partial

from flake8_nnx_rng.diagnostic import Diagnostic, SuggestedFix
from flake8_nnx_rng.frontends.command.outcome import Outcome, is_unsafe
from flake8_nnx_rng.frontends.command.reporters.closing import closing
from flake8_nnx_rng.frontends.command.reporters.concise import place
from flake8_nnx_rng.frontends.command.reporters.refusals import RefusedUnit, refused_once
from flake8_nnx_rng.frontends.command.reporters.small_diff import small_diff
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.syntax.source import SourceError, read

_CONTEXT = 2
_Lines = Callable[[int | None], list[str]]


def render(outcome: Outcome) -> str:
    """Every finding as a block: message, place, marked source lines, its fix, the rule's page.

    The lines of a fix that is for several findings stand under the first of them.
    """
    refused = refused_once(outcome.diagnostics)
    first: dict[tuple[str, SuggestedFix], Diagnostic] = {}

    @cache
    def lines_in(filename: str) -> _Lines:
        text = outcome.texts.get(filename)
        return cache(partial(_lines, _read(filename) if text is None else text))

    def help_for(diagnostic: Diagnostic, width: int) -> Iterator[str]:
        fix = diagnostic.fix
        if fix is None:
            return
        earlier = first.setdefault((diagnostic.filename, fix), diagnostic)
        if diagnostic in refused:
            yield from _refused(refused[diagnostic], diagnostic, width)
        elif fix.edits and earlier is not diagnostic:
            what, _, _ = _message(fix).partition(": ")
            told = f"{what}: this is the fix of {earlier.code} at {place(earlier)}"
            yield f"{'':>{width}} = help: {told}"
        else:
            yield from _help(fix, lines_in(diagnostic.filename), diagnostic.cell, width)

    def block(diagnostic: Diagnostic) -> str:
        lines = lines_in(diagnostic.filename)(diagnostic.cell)
        return _block(diagnostic, lines, help_for, marked=outcome.marks(diagnostic))

    blocks = map(block, outcome.diagnostics)
    return "\n\n".join(filter(None, [*blocks, closing(outcome)]))


def _block(
    diagnostic: Diagnostic,
    lines: list[str],
    help_for: Callable[[Diagnostic, int], Iterator[str]],
    *,
    marked: bool,
) -> str:
    mark = " [*]" if marked else ""
    row = diagnostic.location.row
    width = len(str(row + _CONTEXT))
    margin = " " * width
    shown = [
        f"{diagnostic.code}{mark} {diagnostic.message}",
        f"{margin}--> {place(diagnostic)}",
        f"{margin} |",
    ]
    for number in range(max(1, row - _CONTEXT), min(len(lines), row + _CONTEXT) + 1):
        shown.append(f"{number:>{width}} | {lines[number - 1]}".rstrip())
        if number == row:
            shown.append(f"{margin} | {_marks(diagnostic, lines[row - 1])}")
    shown += help_for(diagnostic, width)
    if is_unsafe(diagnostic):
        shown.append(f"{margin} = note: unsafe, applied with --unsafe-fixes only")
    return "\n".join([*shown, f"{margin} = see: {diagnostic.url}"])


def _help(fix: SuggestedFix, lines_of: _Lines, cell: int | None, width: int) -> Iterator[str]:
    """What the fix does, or what to do where there is none, and the lines that it changes."""
    margin = " " * width
    yield f"{margin} = help: {_message(fix)}"
    for changed in sorted({edit.cell for edit in fix.edits}, key=lambda cell: cell or 0):
        edits = [edit for edit in fix.edits if edit.cell == changed]
        if changed != cell:
            yield f"{margin} = in cell {changed}:"
        yield from small_diff(lines_of(changed), edits, width)


def _refused(unit: RefusedUnit, diagnostic: Diagnostic, width: int) -> Iterator[str]:
    """Why there is no fix and what to do, once for all findings about the same code."""
    margin = " " * width
    if unit.first == diagnostic:
        yield f"{margin} = note: {unit.why}"
        yield f"{margin} = help: {unit.step}"
    else:
        earlier = f"{unit.first.code} at {place(unit.first)}"
        yield f"{margin} = note: {unit.refusal.outcome}, see {earlier}"


def _message(fix: SuggestedFix) -> str:
    return " ".join(fix.message.split())


def _marks(diagnostic: Diagnostic, line: str) -> str:
    """Carets under the part of the finding that is on its first line."""
    start, end = diagnostic.location, diagnostic.end_location
    last = end.column if end.row == start.row else len(line) + 1
    indent = "".join("\t" if char == "\t" else " " for char in line[: start.column - 1])
    return indent + "^" * max(1, last - start.column)


def _read(filename: str) -> str:
    """The text of a file; none for what has gone since it was checked."""
    try:
        return read(filename).text
    except SourceError:
        return ""


def _lines(text: str, cell: int | None) -> list[str]:
    """The lines of a text or of a notebook's cell."""
    if cell is not None and text:
        source = json.loads(text)["cells"][cell - 1]["source"]
        text = source if isinstance(source, str) else "".join(source)
    starts = Lines(text).starts
    lines = [text[a:b].rstrip("\r\n") for a, b in zip(starts, [*starts[1:], None], strict=True)]
    return lines if lines[-1] else lines[:-1]  # what follows the last line end is no line
