"""Jupyter notebooks: the code cells of nbformat 4, and of 3 with its worksheets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flake8_nnx_rng.syntax.documents.blocks import refusal, runnable
from flake8_nnx_rng.syntax.documents.cells import CellWriter
from flake8_nnx_rng.syntax.documents.changes import Change
from flake8_nnx_rng.syntax.documents.document import (
    Document,
    DocumentError,
    Place,
    Refusal,
    Row,
    assemble,
)
from flake8_nnx_rng.syntax.documents.lines import BOM, Block, split
from flake8_nnx_rng.syntax.documents.sources import source_spans


@dataclass(frozen=True, slots=True)
class Cell:
    """The source of a Python cell, and the number with which Jupyter shows it, once it has run."""

    source: str
    count: int | None

    @property
    def prompt(self) -> str:
        """What Jupyter shows beside the cell; empty for one that has not run."""
        return "" if self.count is None else f"In [{self.count}]"


def cells(text: str) -> dict[int, Cell]:
    """The Python cells of a notebook, by their place among cells of every kind, from 1."""
    notebook = _load(text)
    if not _is_python(notebook):
        return {}
    numbered = enumerate(_cells(notebook), start=1)
    return {n: Cell(_source(cell, n), _count(cell)) for n, cell in numbered if _is_code(cell)}


def extract(text: str) -> Document:
    """The Python cells of a notebook, one after another, with an empty row after each."""
    rows: list[Row] = []
    blocks: list[Block] = []
    refused: list[Refusal] = []
    for number, cell in cells(text).items():
        block = split(cell.source, first_row=len(rows))
        written = [*(line.text for line in block), ""]
        rows += [Row(Place(row, 1, number), line) for row, line in enumerate(written, start=1)]
        blocks.append(runnable(block))
        if not blocks[-1] and (why := refusal(block)):
            line, column, reason = why
            refused.append(Refusal(rows[line.row].place._replace(column=column), reason))
    return assemble(rows or [Row(Place(1, 1, 1), "")], blocks, "\n", refused)


def rewrite(text: str, document: Document, changes: Sequence[Change]) -> str:
    """The notebook with lines changed in the sources of its cells, and nothing else."""
    writer = CellWriter(text)
    pieces, offset = [], 0
    for number, source in enumerate(source_spans(text), start=1):
        inside = [change for c in changes if (change := _in_cell(document, c, number))]
        if source is None or not inside:
            continue
        written = writer.write(source, inside)
        if written is None:
            raise DocumentError(f"the source of cell {number} is not cut at the ends of its lines")
        pieces += [text[offset : source[0]], written]
        offset = source[1]
    return "".join([*pieces, text[offset:]])


def _in_cell(document: Document, change: Change, number: int) -> Change | None:
    place = document.rows[change.first].place
    shift = change.first - (place.row - 1)
    moved = change._replace(first=change.first - shift, last=change.last - shift)
    return moved if place.cell == number else None


def _load(text: str) -> dict[str, Any]:
    try:
        notebook = json.loads(text.removeprefix(BOM))
    except json.JSONDecodeError as error:
        raise DocumentError(f"not valid JSON: {error.msg}", error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not readable as JSON: {error}") from error
    if not isinstance(notebook, dict):
        raise DocumentError("not a notebook: the JSON is not an object")
    return notebook


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    worksheets = notebook.get("worksheets", [notebook])
    if not isinstance(worksheets, list):
        raise DocumentError("not a notebook: `worksheets` is not a list")
    for sheet in worksheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(cells, list):
            raise DocumentError("not a notebook: it has no list of `cells`")
        for cell in cells:
            if not isinstance(cell, dict):
                raise DocumentError("not a notebook: a cell is not an object")
            yield cell


def _source(cell: dict[str, Any], number: int) -> str:
    source = cell.get("source", cell.get("input"))
    pieces = source if isinstance(source, list) else [source]
    text = [piece for piece in pieces if isinstance(piece, str)]
    if len(text) < len(pieces):
        raise DocumentError(f"not a notebook: cell {number} has no text as its source")
    return "".join(text)


def _count(cell: dict[str, Any]) -> int | None:
    count = cell.get("execution_count", cell.get("prompt_number"))
    return count if isinstance(count, int) else None


def _is_python(notebook: dict[str, Any]) -> bool:
    language = _get(notebook, "metadata", "kernelspec", "language") or _get(
        notebook, "metadata", "language_info", "name"
    )
    return _names_python(language)


def _is_code(cell: dict[str, Any]) -> bool:
    language = _get(cell, "metadata", "vscode", "languageId") or cell.get("language")
    return cell.get("cell_type") == "code" and _names_python(language)


def _names_python(language: object) -> bool:
    if not isinstance(language, str):
        return True
    return language.lower().startswith(("python", "ipython"))


def _get(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
