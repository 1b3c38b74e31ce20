"""What an editor holds: pygls keeps the texts, with lines as the protocol has them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from lsprotocol import types
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument, Workspace

from flake8_nnx_rng.frontends.server.papers import Paper, Piece, file_name
from flake8_nnx_rng.syntax.positions import Lines


class _Document(TextDocument):
    """A text whose lines end where the protocol says: not at a form feed or U+2028."""

    @property
    def lines(self) -> Sequence[str]:
        text = self.source
        starts = Lines(text).starts
        ends = [*starts[1:], len(text)]
        return tuple(text[a:b] for a, b in zip(starts, ends, strict=True) if a < b)


class Holding(Workspace):
    """The documents and notebooks of a client, and its folders."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        return _Document(
            doc_uri,
            source=source,
            version=version,
            language_id=language_id,
            sync_kind=types.TextDocumentSyncKind.Incremental,
            position_codec=self.position_codec,
        )

    @property
    def folder_paths(self) -> list[str]:
        """The workspace folders on this machine."""
        found = (to_fs_path(folder.uri) for folder in self.folders.values())
        paths = [os.path.abspath(path) for path in found if path is not None]
        root = [os.path.abspath(self.root_path)] if self.root_path is not None else []
        return paths or root

    @property
    def papers(self) -> Iterator[Paper]:
        """All that is open."""
        cells = {cell.document for book in self.notebook_documents.values() for cell in book.cells}
        documents = (d.uri for d in self.text_documents.values() if d.uri not in cells)
        for uri in (*documents, *(book.uri for book in self.notebook_documents.values())):
            paper = self.paper(uri)
            if paper is not None:
                yield paper

    def paper(self, uri: str) -> Paper | None:
        """The document or notebook of this URI, or the notebook with this cell, if it is open."""
        book = self.get_notebook_document(notebook_uri=uri)
        book = book or self.get_notebook_document(cell_uri=uri)
        if book is not None:
            return self._notebook(book)
        document = self.text_documents.get(unquote(uri))
        if document is None:
            return None
        name = self._name(document.uri, document.language_id or "")
        return Paper(document.uri, name, (_piece(document),))

    def _notebook(self, book: types.NotebookDocument) -> Paper:
        pieces = []
        for cell in book.cells:
            document = self.text_documents.get(unquote(cell.document))
            if document is not None:
                is_code = cell.kind == types.NotebookCellKind.Code
                pieces.append(_piece(document, is_code=is_code))
        metadata: Mapping[str, object] = book.metadata if isinstance(book.metadata, Mapping) else {}
        name = self._name(book.uri, "notebook")
        name = name if name.lower().endswith(".ipynb") else f"{name}.ipynb"
        return Paper(book.uri, name, tuple(pieces), True, dict(metadata))

    def _name(self, uri: str, language: str) -> str:
        is_file = uri.startswith("file:")
        folder = next(iter(self.folder_paths), os.getcwd())
        return file_name(to_fs_path(uri) if is_file else None, uri, language, folder)


def _piece(document: TextDocument, *, is_code: bool = True) -> Piece:
    language = document.language_id or "python"
    return Piece(document.uri, document.source, document.version, language, is_code)
