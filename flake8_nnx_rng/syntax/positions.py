"""Positions: code points inside; UTF-16 for editors, UTF-8 bytes for tools, columns for flake8."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\r|\n")


class Position(NamedTuple):
    """A place in a file: `row` and `column` count from 1, columns in code points."""

    row: int
    column: int

    @property
    def flake8(self) -> tuple[int, int]:
        """Row from 1 and column from 0, as a flake8 plugin yields them."""
        return self.row, self.column - 1


@dataclass(frozen=True)
class Lines:
    """Converts between offsets (code points from the start of `text`) and positions.

    Lines end where Python ends them: at CR LF, LF or a lone CR, and nowhere else.
    """

    text: str

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The position of an offset from 0 to the length of the text."""
        row = bisect_right(self.starts, offset)
        return Position(row, offset - self.starts[row - 1] + 1)

    def offset(self, position: Position) -> int:
        """The offset of a position."""
        return self.starts[position.row - 1] + position.column - 1

    def line_end(self, offset: int) -> int:
        """The offset behind the end of the line that an offset is in."""
        end = _LINE_END.search(self.text, offset)
        return len(self.text) if end is None else end.end()

    def utf16(self, position: Position) -> tuple[int, int]:
        """Line and character from 0, in UTF-16 code units, as language servers count."""
        return position.row - 1, len(self._before(position).encode("utf-16-le")) // 2

    def utf8(self, position: Position) -> tuple[int, int]:
        """Line from 1 and column from 0 in UTF-8 bytes, as the `ast` module counts."""
        return position.row, len(self._before(position).encode())

    def from_utf16(self, line: int, character: int) -> Position:
        """The position of a line and character from 0 in UTF-16 code units.

        A character behind the end of the line is its end, as language servers have it.
        """
        return self._from_units(line + 1, character * 2, "utf-16-le")

    def from_utf8(self, row: int, column: int) -> Position:
        """The position of a row from 1 and a column from 0 in UTF-8 bytes."""
        return self._from_units(row, column, "utf-8")

    def _before(self, position: Position) -> str:
        start = self.starts[position.row - 1]
        return self.text[start : start + position.column - 1]

    def _from_units(self, row: int, units: int, encoding: str) -> Position:
        start = self.starts[row - 1]
        end = self.starts[row] if row < len(self.starts) else len(self.text)
        line = self.text[start:end].rstrip("\r\n")
        before = line.encode(encoding)[:units].decode(encoding, "ignore")
        return Position(row, len(before) + 1)
