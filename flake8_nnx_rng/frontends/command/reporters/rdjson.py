"""The format of reviewdog, with suggestions."""

from __future__ import annotations

from typing import Any

from flake8_nnx_rng.baseline.sources import Sources
from flake8_nnx_rng.diagnostic import DOCS, Diagnostic, TextEdit
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import printable, whole
from flake8_nnx_rng.frontends.command.reporters import json_list
from flake8_nnx_rng.frontends.command.reporters.flat import flat
from flake8_nnx_rng.syntax.positions import Position


def render(outcome: Outcome) -> str:
    """All findings; suggestions are what `--fix` would do with these options."""
    return json_list.dump(
        {
            "source": {"name": "nnx-rng", "url": f"{DOCS}/"},
            "severity": "WARNING",
            "diagnostics": [_diagnostic(outcome, found) for found in outcome.diagnostics],
        }
    )


def _diagnostic(outcome: Outcome, found: Diagnostic) -> dict[str, Any]:
    start, end, message = flat(found)
    name, sources = found.filename, outcome.sources
    shown: dict[str, Any] = {
        "message": printable(message),
        "location": {"path": whole(name), "range": _range(name, start, end, sources)},
        "severity": found.severity.upper(),
        "code": {"value": found.code, "url": found.url},
    }
    if found.fix is not None and found.cell is None and outcome.may_fix(found):
        shown["suggestions"] = [_suggestion(edit, name, sources) for edit in found.fix.edits]
    if found.related:
        shown["related_locations"] = [
            {
                "message": place.message,
                "location": {
                    "path": whole(place.filename),
                    "range": _range(place.filename, place.location, place.end_location, sources),
                },
            }
            for place in found.related
            if place.cell is None
        ]
    return shown


def _suggestion(edit: TextEdit, name: str, sources: Sources) -> dict[str, Any]:
    return {
        "range": _range(name, edit.location, edit.end_location, sources),
        "text": edit.content,
    }


def _range(name: str, start: Position, end: Position, sources: Sources) -> dict[str, Any]:
    """A range with columns in bytes, as reviewdog counts."""
    return {
        side: {"line": place.row, "column": sources.bytes_before(name, None, place) + 1}
        for side, place in (("start", start), ("end", end))
    }
