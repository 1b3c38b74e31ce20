"""Programs: the Python code of a file as one module, also where the file is a document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.documents import Document, DocumentError, extract, is_document
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax
from flake8_nnx_rng.verification.outline import Outline, outline

if TYPE_CHECKING:
    from flake8_nnx_rng.diagnostic import Diagnostic


@dataclass(frozen=True)
class Program:
    """The `code` of a file as the linter reads it: of a document its cells or blocks in order."""

    filename: str
    code: str
    document: Document | None = None

    @property
    def outline(self) -> Outline:
        """The statements of the code."""
        return outline(self.code)

    @property
    def module_path(self) -> str:
        """The file that the code would be a module in: for a document `NAME.md.py`."""
        return self.filename if self.document is None else f"{self.filename}.py"

    def row_of(self, found: Diagnostic) -> int:
        """The row of the code that a finding of the file is in."""
        row, column = found.location
        if self.document is None:
            return row
        place = self.document.module_place(row, column, found.cell)
        return row if place is None else place[0]

    def place_of(self, row: int) -> str:
        """Where a row of the code is in a document; empty for what is none."""
        if self.document is None:
            return ""
        place = self.document.place(row, 1)
        return f"line {place.row}" if place.cell is None else f"cell {place.cell}"

    def before(self, row: int) -> Program:
        """The program that ends before a row of its code."""
        return replace(self, code="".join(self.code.splitlines(keepends=True)[: row - 1]))


def program(source: Source) -> Program:
    """The program of a file; raises `SourceError` for one that cannot be read or parsed."""
    name = source.filename
    if not is_document(name):
        check_syntax(source)
        return Program(name, source.code)
    try:
        document = extract(name, source.text)
    except DocumentError as error:
        raise SourceError(name, error.reason, error.row, error.column) from error
    return Program(name, document.code, document)
