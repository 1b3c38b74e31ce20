"""Papers: what an editor holds, as the checker reads it, and the way back to what is shown."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lsprotocol import types

from flake8_nnx_rng.frontends.server.units import Units
from flake8_nnx_rng.syntax.positions import Position


@dataclass(frozen=True)
class Piece:
    """A text that an editor shows: a document, or a cell of a notebook, with its version."""

    uri: str
    text: str
    version: int | None = None
    language: str = "python"
    is_code: bool = True


@dataclass(frozen=True)
class Paper:
    """A document, or a notebook with its cells in order, under the absolute path of its file.

    `pieces` are the document alone, or the cells of every kind. `metadata` are the notebook's.
    """

    uri: str
    name: str
    pieces: tuple[Piece, ...]
    is_notebook: bool = False
    metadata: Mapping[str, object] = field(default_factory=dict, hash=False)

    @cached_property
    def text(self) -> str:
        """What the file would hold."""
        return _notebook(self.pieces, self.metadata) if self.is_notebook else self.pieces[0].text

    @property
    def versions(self) -> tuple[int | None, ...]:
        """What tells whether a text is still the same."""
        return tuple(piece.version for piece in self.pieces)


def _notebook(pieces: tuple[Piece, ...], metadata: Mapping[str, object]) -> str:
    cells = [
        {
            "cell_type": "code" if piece.is_code else "markdown",
            "metadata": {"vscode": {"languageId": piece.language}},
            "source": piece.text,
        }
        for piece in pieces
    ]
    return json.dumps({"cells": cells, "metadata": dict(metadata), "nbformat": 4})


class Layout:
    """Where places of a paper are, as editors count them in its pieces."""

    def __init__(self, paper: Paper, encoding: str) -> None:
        self.paper = paper
        self._units = [Units(piece.text, encoding) for piece in paper.pieces]

    def piece(self, cell: int | None) -> Piece:
        """The piece that a cell is, counted from 1; the document where there are none."""
        return self.paper.pieces[self._index(cell)]

    def range(self, cell: int | None, start: Position, end: Position) -> types.Range:
        """A span, as the editor has it."""
        units = self._units[self._index(cell)]
        return types.Range(units.position(start), units.position(end))

    def place(self, uri: str, position: types.Position) -> tuple[int | None, Position] | None:
        """The cell, and the row and column in it, of a position; None in no piece of this."""
        for number, piece in enumerate(self.paper.pieces):
            if piece.uri == uri:
                cell = number + 1 if self.paper.is_notebook else None
                return cell, self._units[number].place(position)
        return None

    def _index(self, cell: int | None) -> int:
        return min(max((cell or 1) - 1, 0), len(self.paper.pieces) - 1)


def file_name(path: str | None, uri: str, language: str, folder: str) -> str:
    """The path of a document; one that was never saved is named as its language suggests."""
    if path is not None:
        return os.path.abspath(path)
    suffix = {"markdown": ".md", "restructuredtext": ".rst", "notebook": ".ipynb"}
    stem = "".join(letter for letter in uri.rpartition(":")[2] if letter.isalnum())
    return os.path.join(
        os.path.abspath(folder), f"{stem or 'untitled'}{suffix.get(language, '.py')}"
    )
