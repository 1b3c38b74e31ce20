"""Jupyter notebooks: the code cells of nbformat 4, and of 3 with its worksheets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flake8_nnx_rng.syntax.documents.blocks import runnable
from flake8_nnx_rng.syntax.documents.document import Document, DocumentError, Place, assemble
from flake8_nnx_rng.syntax.documents.lines import Line, split

_BOM = "\ufeff"


def extract(text: str) -> Document:
    """The Python cells of a notebook, one after another, with an empty row after each."""
    notebook = _load(text)
    origins: list[Place] = []
    blocks: list[list[Line]] = []
    for number, cell in enumerate(_cells(notebook), start=1):
        if not (_is_python(notebook) and _is_code(cell)):
            continue
        block = split(_source(cell, number), first_row=len(origins))
        origins += [Place(row, 1, number) for row in range(1, len(block) + 2)]
        blocks.append(block)
    return assemble(origins or [Place(1, 1, 1)], map(runnable, blocks))


def _load(text: str) -> dict[str, Any]:
    try:
        notebook = json.loads(text.removeprefix(_BOM))
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
