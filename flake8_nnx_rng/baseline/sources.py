"""The lines that findings are about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.positions import Lines, Position
from flake8_nnx_rng.syntax.source import SourceError, read

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.documents import Cell

_BOM = "\ufeff"


class Sources:
    """The texts of files, and of what stands in no file, each read once.

    What has gone since it was checked has no lines.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.text = cache(self._text)
        self.lines = cache(self._lines)
        self._cells = cache(self._notebook)

    def _text(self, filename: str) -> str:
        """The whole text, with its BOM."""
        if filename in self._texts:
            return self._texts[filename]
        try:
            source = read(filename)
        except SourceError:
            return ""
        return _BOM * source.bom + source.text

    def _lines(self, filename: str, cell: int | None = None) -> list[str]:
        """The lines of a file, or of a notebook's cell, without their ends."""
        if cell is None:
            text = self.text(filename).removeprefix(_BOM)
        else:
            text = self._cells(filename)[cell].source if cell in self._cells(filename) else ""
        starts = Lines(text).starts
        ends = [*starts[1:], None]
        lines = [text[a:b].rstrip("\r\n") for a, b in zip(starts, ends, strict=True)]
        return lines if lines[-1] else lines[:-1]  # what follows the last line end is no line

    def _notebook(self, filename: str) -> Mapping[int, Cell]:
        from flake8_nnx_rng.syntax.documents import cells  # many modules, and most files are none

        return cells(filename, self.text(filename)) or {}

    def prompt(self, filename: str, cell: int | None) -> str:
        """What Jupyter shows beside a cell that has run, such as `In [3]`; else empty."""
        found = None if cell is None else self._cells(filename).get(cell)
        return "" if found is None else found.prompt

    def bytes_before(self, filename: str, cell: int | None, place: Position) -> int:
        """The bytes that a line has before a place, in UTF-8."""
        lines = self.lines(filename, cell)
        if place.row > len(lines):
            return place.column - 1
        return len(lines[place.row - 1][: place.column - 1].encode("utf-8", "surrogatepass"))
