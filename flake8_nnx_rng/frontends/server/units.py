"""Positions as editors count them: from 0, in the units that client and server have agreed on."""

from __future__ import annotations

from lsprotocol import types

from flake8_nnx_rng.syntax.positions import Lines, Position

BOM = "\ufeff"
_ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_SIZES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Units:
    """Converts between positions in one text and those of an editor.

    The first count rows and columns from 1, in code points and without a BOM; what lies behind the
    end of a row or of the text is its end.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._lines = Lines(text)
        self._shift = len(BOM) if text.startswith(BOM) else 0
        self._encoding = _ENCODINGS[encoding]
        self._size = _SIZES[encoding]

    def position(self, place: Position) -> types.Position:
        """The position of a row and column."""
        row, column = place
        if row > len(self._lines.starts):
            row, column = len(self._lines.starts), len(self._lines.text) + 1
        before = self._line(row)[: column - 1 + (self._shift if row == 1 else 0)]
        return types.Position(row - 1, len(self._encoded(before)) // self._size)

    def place(self, position: types.Position) -> Position:
        """The row and column of a position."""
        row = min(position.line + 1, len(self._lines.starts))
        line = self._line(row)
        wanted = self._encoded(line)[: position.character * self._size]
        before = wanted.decode(self._encoding, "ignore")
        column = len(line if position.line >= row else before) + 1
        return Position(row, max(column - (self._shift if row == 1 else 0), 1))

    def _line(self, row: int) -> str:
        starts, text = self._lines.starts, self._lines.text
        end = starts[row] if row < len(starts) else len(text)
        return text[starts[row - 1] : end].rstrip("\r\n")

    def _encoded(self, text: str) -> bytes:
        return text.encode(self._encoding, "surrogatepass")
