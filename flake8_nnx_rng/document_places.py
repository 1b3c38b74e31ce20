"""Findings in the virtual module of a notebook or text, moved to where they stand in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import Diagnostic, RelatedPlace, SuggestedFix, TextEdit
from flake8_nnx_rng.syntax.positions import Position

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.documents import Document


def in_document(diagnostic: Diagnostic, document: Document) -> Diagnostic:
    """Move a diagnostic from the virtual module to the notebook or text that it came from."""
    start = document.place(*diagnostic.location)
    end = document.place(*diagnostic.end_location)
    return replace(
        diagnostic,
        location=Position(start.row, start.column),
        end_location=Position(end.row, end.column),
        cell=start.cell,
        fix=diagnostic.fix and _fix_in_document(diagnostic.fix, document),
        related=tuple(
            _related_in_document(place, document)
            if place.filename == diagnostic.filename
            else place
            for place in diagnostic.related
        ),
    )


def _related_in_document(place: RelatedPlace, document: Document) -> RelatedPlace:
    start, end = document.place(*place.location), document.place(*place.end_location)
    return place._replace(
        location=Position(start.row, start.column),
        end_location=Position(end.row, end.column),
        cell=start.cell,
    )


def _fix_in_document(fix: SuggestedFix, document: Document) -> SuggestedFix:
    return fix._replace(edits=tuple(_edit_in_document(edit, document) for edit in fix.edits))


def _edit_in_document(edit: TextEdit, document: Document) -> TextEdit:
    start, end = document.place(*edit.location), document.place(*edit.end_location)
    return TextEdit(
        location=Position(start.row, start.column),
        end_location=Position(end.row, end.column),
        content=document.written(edit.content, edit.location.row),
        cell=start.cell,
    )
