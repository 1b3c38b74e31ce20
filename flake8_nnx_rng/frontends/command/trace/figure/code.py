"""The code of the traced program: what stands at a place, and the lines around it."""

from __future__ import annotations

import ast
import linecache
from functools import lru_cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.printable import source_line

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Frame


def lines_of(filename: str) -> list[str]:
    """The lines of a file or a cell, fit to be shown; none where they are not known."""
    return [source_line(line.rstrip("\r\n").expandtabs(4)) for line in linecache.getlines(filename)]


def line_of(frame: Frame) -> str:
    """A line without its indent."""
    lines = lines_of(frame.filename)
    return lines[frame.line - 1].strip() if 0 < frame.line <= len(lines) else ""


def expression(frame: Frame) -> str:
    """The call that begins at a place, in one line; the whole line if none is known to."""
    text = "".join(linecache.getlines(frame.filename))
    offset = len(linecache.getline(frame.filename, frame.line)[: frame.column - 1].encode())
    found = [
        call for call in _calls(text) if (call.lineno, call.col_offset) == (frame.line, offset)
    ]
    if not found:
        return line_of(frame)
    longest = max(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))
    return source_line(" ".join((ast.get_source_segment(text, longest) or "").split()))


@lru_cache(maxsize=16)
def _calls(text: str) -> tuple[ast.Call, ...]:
    """Every call of a program, none of what is no program."""
    try:
        nodes = ast.walk(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    return tuple(node for node in nodes if isinstance(node, ast.Call))
