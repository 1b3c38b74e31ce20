"""A document seen as one Python module, and the way back from that module to the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flake8_nnx_rng.syntax.documents import prompts
from flake8_nnx_rng.syntax.documents.lines import LINE_END, Line


class Place(NamedTuple):
    """Where a position of the virtual module is in its document, counted from 1.

    Columns are code points. In a notebook `row` counts within the cell, and `cell` counts the
    cells of every type, as ruff does; elsewhere `cell` is None.
    """

    row: int
    column: int
    cell: int | None = None

    def __str__(self) -> str:
        return f"row {self.row}" if self.cell is None else f"cell {self.cell}, row {self.row}"


class DocumentError(ValueError):
    """A document that cannot be read or edited; `row` and `column` count from 1 when known."""

    def __init__(self, reason: str, row: int | None = None, column: int | None = None) -> None:
        where = f"line {row}, column {column or 1}: " if row is not None else ""
        super().__init__(f"{where}{reason}")
        self.reason = reason
        self.row = row
        self.column = column


class Row(NamedTuple):
    """A row of the virtual module: its code, and the line of the document that it comes from.

    `place` is where the code starts. `block` numbers the blocks of code; it is None elsewhere.
    """

    place: Place
    line: str
    code: str = ""
    block: int | None = None
    prompt: str = ""

    @property
    def prefix(self) -> str:
        """What stands before the code on the document's line."""
        return self.line[: self.place.column - 1]

    @property
    def is_code(self) -> bool:
        """Whether the code is what the document says, not a stand-in for something else."""
        written = self.line[self.place.column - 1 :]
        return self.block is not None and written.rstrip() == self.code.rstrip()

    @property
    def is_blank(self) -> bool:
        """Whether Python sees nothing here."""
        return not self.code.strip()

    @property
    def next_prefix(self) -> str:
        """What stands before a line that continues the code of this one."""
        if not self.prompt:
            return self.prefix
        before, _, behind = self.prefix.rpartition(self.prompt)
        return f"{before}{prompts.continuation(self.prompt)}{behind}"


class Refusal(NamedTuple):
    """Why a block of code is left out: what Python says of it, and of which place."""

    place: Place
    reason: str

    def __str__(self) -> str:
        return f"{self.place}, column {self.place.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Document:
    """The Python code of a document as one module, which has a row for each of `rows`.

    `refused` are the cells of a notebook that cannot be parsed; their rows are blank.
    """

    rows: tuple[Row, ...]
    newline: str = "\n"
    refused: tuple[Refusal, ...] = ()
    code: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", "\n".join(row.code for row in self.rows))

    def place(self, row: int, column: int) -> Place:
        """Where a row and column (both from 1) of `code` are in the document."""
        last = len(self.rows)
        origin = self.rows[min(row, last) - 1].place
        return origin._replace(
            row=origin.row + max(row - last, 0), column=origin.column + column - 1
        )

    def module_place(self, row: int, column: int, cell: int | None) -> tuple[int, int] | None:
        """The row and column of `code` that a place of the document is; None for no code."""
        for number, known in enumerate(self.rows, start=1):
            place = known.place
            if (place.cell, place.row) == (cell, row) and known.block is not None:
                return number, max(column - place.column, 0) + 1
        return None

    def written(self, content: str, row: int) -> str:
        """New code for a row (from 1) of `code` as the document writes it."""
        prefix = self.model(min(row, len(self.rows)) - 1).next_prefix
        first, *others = LINE_END.split(content)
        lines = [first, *(f"{prefix}{line}" if line else prefix.rstrip() for line in others)]
        if others and not others[-1]:
            lines[-1] = prefix
        return self.newline.join(lines)

    def model(self, index: int) -> Row:
        """The row whose prefix fits new lines at a row (from 0): a blank one may lack its own."""
        row = self.rows[index]
        if not row.is_blank:
            return row
        near = sorted(range(len(self.rows)), key=lambda other: abs(other - index))
        siblings = (self.rows[other] for other in near if self.rows[other].block == row.block)
        return next((sibling for sibling in siblings if not sibling.is_blank), row)


def assemble(
    rows: Sequence[Row],
    blocks: Iterable[Iterable[Line]],
    newline: str,
    refused: Iterable[Refusal] = (),
) -> Document:
    """Put blocks of code in their rows of an otherwise empty module."""
    full = list(rows)
    for number, block in enumerate(blocks):
        for line in block:
            row = full[line.row]
            place = Place(row.place.row, 1 + line.shift, row.place.cell)
            full[line.row] = Row(place, row.line, line.text, number, line.prompt)
    return Document(tuple(full), newline, tuple(refused))
