"""Python code in notebooks, Markdown and reStructuredText, as one module for each document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from flake8_nnx_rng.syntax.documents import blocks, lines, markdown, notebook, rest
from flake8_nnx_rng.syntax.documents.document import Document, DocumentError, Place, assemble

__all__ = ["Document", "DocumentError", "Place", "extract", "is_document"]

_PROSE: dict[str, Callable[[lines.Block], Iterator[lines.Block]]] = {
    ".md": markdown.blocks,
    ".rst": rest.blocks,
}
_NOTEBOOK = ".ipynb"


def is_document(filename: str) -> bool:
    """Whether a file of this name holds Python code between other things."""
    suffix = _suffix(filename)
    return suffix == _NOTEBOOK or suffix in _PROSE


def extract(filename: str, text: str) -> Document:
    """The Python code of a document whose name `is_document` accepts.

    A notebook that cannot be read raises `DocumentError`.
    """
    suffix = _suffix(filename)
    if suffix == _NOTEBOOK:
        return notebook.extract(text)
    document = lines.split(text)
    origins = [Place(line.row + 1, 1) for line in document]
    return assemble(origins, map(blocks.runnable, _PROSE[suffix](document)))


def rewrite(
    filename: str, text: str, document: Document, edits: Sequence[tuple[int, int, str]]
) -> str:
    """The document's text with edits made in it: start and end in `document.code`, new code.

    Raises `DocumentError` for an edit that has no place in the document.
    """
    raise DocumentError("not implemented")


def _suffix(filename: str) -> str:
    return PurePath(filename).suffix.lower()
