"""Findings as editors show them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic, RelatedPlace, SuggestedFix
from flake8_nnx_rng.frontends.server.papers import Layout
from flake8_nnx_rng.frontends.server.units import Units
from flake8_nnx_rng.rules import rule as find_rule
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import SourceError

SOURCE = "nnx-rng"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
}
_TAGS = {
    "unnecessary": types.DiagnosticTag.Unnecessary,
    "deprecated": types.DiagnosticTag.Deprecated,
}

Edits = dict[str, list[types.TextEdit]]
"""By the URI of a document or cell."""


@dataclass(frozen=True)
class Mend:
    """What a quick fix does; `is_safe` where no number becomes another."""

    title: str
    is_safe: bool
    edits: Edits = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A finding in a document or cell, with the fix that it has."""

    uri: str
    shown: types.Diagnostic
    mend: Mend | None = None


class Teller:
    """Words findings of one paper for an editor.

    `text_of` tells what another file holds, and raises `OSError` or `ValueError` where it cannot.
    """

    def __init__(self, layout: Layout, encoding: str, text_of: Callable[[str], str]) -> None:
        self._layout = layout
        self._encoding = encoding
        self._text_of = text_of

    def told(self, found: Diagnostic) -> Told:
        """One finding."""
        piece = self._layout.piece(found.cell)
        has_page = found.code != INTERNAL_ERROR
        shown = types.Diagnostic(
            range=self._layout.range(found.cell, found.location, found.end_location),
            message="\n".join(filter(None, (found.message, found.consequence, found.help))),
            severity=_SEVERITIES[found.severity],
            code=found.code,
            code_description=types.CodeDescription(found.url) if has_page else None,
            source=SOURCE,
            tags=_tags(found) or None,
            related_information=[*self._related(found.related)] or None,
        )
        return Told(piece.uri, shown, None if found.fix is None else self._mend(found.fix))

    def broken(self, error: SourceError, cell: int | None = None) -> Told:
        """A text, or a cell of it, that cannot be parsed."""
        start = Position(error.row or 1, error.column or 1)
        shown = types.Diagnostic(
            range=self._layout.range(cell, start, start),
            message=error.reason,
            severity=types.DiagnosticSeverity.Error,
            source=SOURCE,
        )
        return Told(self._layout.piece(cell).uri, shown)

    def _mend(self, fix: SuggestedFix) -> Mend | None:
        edits: Edits = {}
        for edit in fix.edits:
            where = self._layout.range(edit.cell, edit.location, edit.end_location)
            made = types.TextEdit(where, edit.content)
            edits.setdefault(self._layout.piece(edit.cell).uri, []).append(made)
        return Mend(fix.message, fix.applicability == "safe", edits) if edits else None

    def _related(
        self, places: Iterable[RelatedPlace]
    ) -> Iterable[types.DiagnosticRelatedInformation]:
        for place in places:
            location = self._location(place)
            if location is not None:
                yield types.DiagnosticRelatedInformation(location, place.message)

    def _location(self, place: RelatedPlace) -> types.Location | None:
        if os.path.abspath(place.filename) == self._layout.paper.name:
            where = self._layout.range(place.cell, place.location, place.end_location)
            return types.Location(self._layout.piece(place.cell).uri, where)
        try:
            units = Units(self._text_of(place.filename), self._encoding)
        except (OSError, ValueError):  # it has gone since
            return None
        where = types.Range(units.position(place.location), units.position(place.end_location))
        return types.Location(Path(os.path.abspath(place.filename)).as_uri(), where)


def _tags(found: Diagnostic) -> Sequence[types.DiagnosticTag]:
    """Old names that work still are crossed out, what nobody needs is faded."""
    rule = find_rule(found.code)
    tag = "" if rule is None or found.severity != "warning" else rule.tag
    return [_TAGS[tag]] if tag else []
