"""A document seen as one Python module, and the way back from that module to the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flake8_nnx_rng.syntax.documents.lines import Line


@dataclass(frozen=True, slots=True)
class Place:
    """Where a position of the virtual module is in its document, counted from 1.

    Columns are code points. In a notebook `row` counts within the cell, and `cell` counts the
    cells of every type, as ruff does; elsewhere `cell` is None.
    """

    row: int
    column: int
    cell: int | None = None


class DocumentError(ValueError):
    """A document that cannot be read; `row` and `column` count from 1 when known."""

    def __init__(self, reason: str, row: int | None = None, column: int | None = None) -> None:
        where = f"line {row}, column {column or 1}: " if row is not None else ""
        super().__init__(f"{where}{reason}")
        self.reason = reason
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """The Python code of a document as one module.

    `code` has one row for each of `origins`, which say where that row's first character is.
    """

    code: str
    origins: tuple[Place, ...]

    def place(self, row: int, column: int) -> Place:
        """Where a row and column (both from 1) of `code` are in the document."""
        last = len(self.origins)
        origin = self.origins[min(row, last) - 1]
        return replace(
            origin, row=origin.row + max(row - last, 0), column=origin.column + column - 1
        )

    def written(self, content: str, row: int) -> str:
        """New code for a row (from 1) of `code` as the document writes it."""
        return content


def assemble(origins: Sequence[Place], blocks: Iterable[Iterable[Line]]) -> Document:
    """Put blocks of code in their rows of an otherwise empty module.

    There is an origin for each row, at the column where the document's own line begins.
    """
    texts = [""] * len(origins)
    places = list(origins)
    for line in (line for block in blocks for line in block):
        texts[line.row] = line.text
        places[line.row] = replace(places[line.row], column=1 + line.shift)
    return Document("\n".join(texts), tuple(places))
