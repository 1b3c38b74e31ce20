"""The lines that findings are about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from flake8_nnx_rng.syntax.positions import Lines, Position
from flake8_nnx_rng.syntax.source import SourceError, read

_BOM = "\ufeff"


class Sources:
    """The texts of files, and of what stands in no file, each read once.

    What has gone since it was checked has no lines.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.text = cache(self._text)
        self.lines = cache(self._lines)

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
        text = self.text(filename).removeprefix(_BOM)
        if cell is not None:
            text = _cell(text, cell)
        starts = Lines(text).starts
        ends = [*starts[1:], None]
        lines = [text[a:b].rstrip("\r\n") for a, b in zip(starts, ends, strict=True)]
        return lines if lines[-1] else lines[:-1]  # what follows the last line end is no line

    def bytes_before(self, filename: str, cell: int | None, place: Position) -> int:
        """The bytes that a line has before a place, in UTF-8."""
        lines = self.lines(filename, cell)
        if place.row > len(lines):
            return place.column - 1
        return len(lines[place.row - 1][: place.column - 1].encode("utf-8", "surrogatepass"))


def _cell(text: str, cell: int) -> str:
    try:
        source = json.loads(text)["cells"][cell - 1]["source"]
    except (ValueError, LookupError, TypeError):
        return ""
    return source if isinstance(source, str) else "".join(source)
