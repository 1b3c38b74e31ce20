"""Python code in notebooks, Markdown and reStructuredText, as one module for each document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from flake8_nnx_rng.syntax.documents import markdown, notebook, prose, rest
from flake8_nnx_rng.syntax.documents.changes import changes
from flake8_nnx_rng.syntax.documents.cuts import Edit, spliced
from flake8_nnx_rng.syntax.documents.document import Document, DocumentError, Place, Refusal
from flake8_nnx_rng.syntax.documents.lines import LINE_END, Block
from flake8_nnx_rng.syntax.documents.notebook import Cell

__all__ = [
    "Cell",
    "Document",
    "DocumentError",
    "Place",
    "Refusal",
    "cells",
    "extract",
    "is_document",
    "rewrite",
]

_PROSE: dict[str, Callable[[Block], Iterator[Block]]] = {
    ".md": markdown.blocks,
    ".rst": rest.blocks,
}
_NOTEBOOK = ".ipynb"


def is_document(filename: str) -> bool:
    """Whether a file of this name holds Python code between other things."""
    suffix = _suffix(filename)
    return suffix == _NOTEBOOK or suffix in _PROSE


def cells(filename: str, text: str) -> dict[int, Cell] | None:
    """The Python cells of a notebook by number; None for what is none, or cannot be read."""
    if _suffix(filename) != _NOTEBOOK:
        return None
    try:
        return notebook.cells(text)
    except DocumentError:
        return None


def extract(filename: str, text: str) -> Document:
    """The Python code of a document whose name `is_document` accepts.

    A notebook that cannot be read raises `DocumentError`.
    """
    suffix = _suffix(filename)
    return notebook.extract(text) if suffix == _NOTEBOOK else prose.extract(text, _PROSE[suffix])


def rewrite(filename: str, text: str, document: Document, edits: Sequence[Edit]) -> str:
    """The document's text with edits made in it: start and end in `document.code`, new code.

    The edits are sorted and do not overlap. Raises `DocumentError` for one that has no place in
    the document, or that would make other code of it there.
    """
    is_notebook = _suffix(filename) == _NOTEBOOK
    write = notebook.rewrite if is_notebook else prose.rewrite
    changed = write(text, document, changes(document, edits))
    if _content(extract(filename, changed).code) != _content(spliced(document.code, edits)):
        raise DocumentError("the edited code would be read in another way where it stands")
    return changed


def _content(code: str) -> list[str]:
    return [line for line in LINE_END.split(code) if line.strip()]


def _suffix(filename: str) -> str:
    return PurePath(filename).suffix.lower()
