"""From edits of a document's code to the lines that change in the document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flake8_nnx_rng.syntax.documents import prompting
from flake8_nnx_rng.syntax.documents.cuts import Cut, Cutter, Edit, NewLine
from flake8_nnx_rng.syntax.documents.document import Document, DocumentError, Row


class Change(NamedTuple):
    """Rows of a document (from 0), from `first` up to `last`, and the lines to stand there."""

    first: int
    last: int
    lines: tuple[str, ...]


def changes(document: Document, edits: Sequence[Edit]) -> list[Change]:
    """What edits of the code change in the document, in the order of rows.

    Raises `DocumentError` for an edit that has no place in it.
    """
    cutter = Cutter(document)
    found: list[Change] = []
    for group in _groups(document, cutter.cuts(edits)):
        first, last = group.first, group.last
        _check(document.rows, first, last)
        lines = cutter.lines(first, last, group.cuts)
        if document.rows[first].prompt and not all(cut.is_inline for cut in group.cuts):
            written = tuple(prompting.prompted(document, first, last, lines))
        else:
            written = tuple(_written(document, line) for line in lines)
        found.append(_shrunk(document, Change(first, last, written)))
    return found


class _Group(NamedTuple):
    """Cuts that share rows, or an input of a session where rows come or go."""

    first: int
    last: int
    cuts: tuple[Cut, ...]


def _groups(document: Document, cuts: Sequence[Cut]) -> list[_Group]:
    groups: list[_Group] = []
    for cut in cuts:
        first, last = cut.first, cut.last
        if not cut.is_inline:
            first, last = prompting.whole_inputs(document, first, last)
        together: tuple[Cut, ...] = (cut,)
        while groups and first < groups[-1].last:
            before = groups.pop()
            first, last = min(first, before.first), max(last, before.last)
            together = (*before.cuts, *together)
        groups.append(_Group(first, last, together))
    return groups


def _check(rows: Sequence[Row], first: int, last: int) -> None:
    """Raise `DocumentError` for rows that are not code of one block."""
    if first == last and rows[first].block is None and rows[max(first - 1, 0)].block is None:
        raise DocumentError(f"{rows[first].place} is in no block of code")
    for row in rows[first:last]:
        if not row.is_code:
            raise DocumentError(f"{row.place} is no code that can be edited")
        if row.block != rows[first].block:
            raise DocumentError(f"an edit goes from {rows[first].place} into another block")


def _written(document: Document, line: NewLine) -> str:
    if line.kept:
        return document.rows[line.like].prefix + line.code
    prefix = document.model(line.like).prefix
    return prefix + line.code if line.code else prefix.rstrip()


def _shrunk(document: Document, change: Change) -> Change:
    """The change without lines at its ends that stay as they are."""
    first, last, lines = change.first, change.last, list(change.lines)
    while lines and first < last and lines[0] == document.rows[first].line:
        first, lines = first + 1, lines[1:]
    while lines and first < last and lines[-1] == document.rows[last - 1].line:
        last, lines = last - 1, lines[:-1]
    return Change(first, last, tuple(lines))
