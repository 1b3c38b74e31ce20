"""A report on code quality, which GitLab shows in merge requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.paths import from_project
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.prints import prints
from flake8_nnx_rng.frontends.command.reporters import json_list
from flake8_nnx_rng.frontends.command.reporters.flat import flat
from flake8_nnx_rng.syntax.positions import Position

_SEVERITIES = {"error": "major", "warning": "minor"}


def render(outcome: Outcome) -> str:
    """All findings."""
    return json_list.dump([*_issues(outcome)])


def _issues(outcome: Outcome) -> Iterator[dict[str, Any]]:
    found = outcome.diagnostics
    for diagnostic, print_ in zip(found, prints(found, outcome.sources, from_project), strict=True):
        yield _issue(diagnostic, print_)


def _issue(diagnostic: Diagnostic, print_: str) -> dict[str, Any]:
    start, end, message = flat(diagnostic)
    return {
        "check_name": diagnostic.code,
        # GitLab does not show the name of the check.
        "description": f"{diagnostic.code}: {printable(message)}",
        "severity": _SEVERITIES[diagnostic.severity],
        "fingerprint": print_,
        "location": {
            "path": from_project(diagnostic.filename),
            "positions": {"begin": _position(start), "end": _position(end)},
        },
    }


def _position(place: Position) -> dict[str, int]:
    return {"line": place.row, "column": place.column}
