"""Findings with the code that they are about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.reporters.concise import place, total
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.syntax.source import SourceError, read

_CONTEXT = 2


def render(diagnostics: Sequence[Diagnostic], unchecked: int = 0) -> str:
    """Every finding as a block: message, place, marked source lines, the rule's page."""
    lines = cache(_lines)
    blocks = [_block(d, lines(d.filename, d.cell)) for d in diagnostics]
    return "\n\n".join([*blocks, total(diagnostics, unchecked)])


def _block(diagnostic: Diagnostic, lines: list[str]) -> str:
    head = f"{diagnostic.code} {diagnostic.message}"
    row = diagnostic.location.row
    width = len(str(row + _CONTEXT))
    shown = [f"{' ' * width}--> {place(diagnostic)}", f"{' ' * width} |"]
    for number in range(max(1, row - _CONTEXT), min(len(lines), row + _CONTEXT) + 1):
        shown.append(f"{number:>{width}} | {lines[number - 1]}".rstrip())
        if number == row:
            shown.append(f"{' ' * width} | {_marks(diagnostic, lines[row - 1])}")
    return "\n".join([head, *shown, f"{' ' * width} = help: {diagnostic.url}"])


def _marks(diagnostic: Diagnostic, line: str) -> str:
    """Carets under the part of the finding that is on its first line."""
    start, end = diagnostic.location, diagnostic.end_location
    last = end.column if end.row == start.row else len(line) + 1
    indent = "".join("\t" if char == "\t" else " " for char in line[: start.column - 1])
    return indent + "^" * max(1, last - start.column)


def _lines(filename: str, cell: int | None) -> list[str]:
    """The lines of a file or notebook cell; none for standard input and what has gone since."""
    try:
        text = read(filename).text
    except SourceError:
        return []
    if cell is not None:
        source = json.loads(text)["cells"][cell - 1]["source"]
        text = source if isinstance(source, str) else "".join(source)
    starts = Lines(text).starts
    lines = [text[a:b].rstrip("\r\n") for a, b in zip(starts, [*starts[1:], None], strict=True)]
    return lines if lines[-1] else lines[:-1]  # what follows the last line end is no line
