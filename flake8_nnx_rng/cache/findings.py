"""Findings as plain data."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.cache.reading import (
    ForeignError,
    exactly,
    line,
    listed,
    number,
    relative,
    shown,
    table,
)
from flake8_nnx_rng.diagnostic import (
    INTERNAL_ERROR,
    Diagnostic,
    Refusal,
    RelatedPlace,
    SuggestedFix,
    TextEdit,
    beside,
)
from flake8_nnx_rng.syntax.positions import Position

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.source import SourceError

    Told = tuple[tuple[Diagnostic, ...], SourceError | None, tuple[Diagnostic, ...]]
    """Findings of a file, why it cannot be parsed, and what is silenced in it."""

_CODE = re.compile(r"NNX[0-9]{3}")
_NAME = re.compile(r"[a-z0-9-]+")
_SEVERITIES = ("error", "warning")
_LARGEST = 2**31
_APPLICABILITIES = ("safe", "unsafe", "display")


def told(
    diagnostics: Iterable[Diagnostic],
    error: SourceError | None,
    silenced: Iterable[Diagnostic],
) -> dict[str, Any]:
    """What is told of a file, as plain data."""
    return {
        "found": [*map(_finding_data, diagnostics)],
        "silenced": [*map(_finding_data, silenced)],
        "error": None if error is None else [error.reason, error.row, error.column],
    }


def read_told(data: Mapping[str, Any], filename: str, size: int) -> Told:
    """The same of a file of so many bytes, or `ForeignError`."""
    error = data["error"]
    return (
        _findings(data["found"], filename, size),
        None if error is None else _error(error, filename, size),
        _findings(data["silenced"], filename, size),
    )


def _findings(data: object, filename: str, size: int) -> tuple[Diagnostic, ...]:
    return tuple(_read_finding(finding, filename, size) for finding in listed(data))


def _error(data: object, filename: str, size: int) -> SourceError:
    from flake8_nnx_rng.syntax.source import SourceError  # loads much

    reason, row, column = listed(data, 3)
    place = (None if value is None else _offset(value, size) for value in (row, column))
    return SourceError(filename, line(reason), *place)


def _offset(value: object, size: int) -> int:
    """A row or column as the parser of Python tells it: sometimes 0, sometimes one too many."""
    return 0 if exactly(value, int) == 0 else number(value, size + 2)


def _finding_data(found: Diagnostic) -> dict[str, Any]:
    """A finding without the name of its file."""
    return {
        "code": found.code,
        "name": found.name,
        "message": found.message,
        "consequence": found.consequence,
        "help": found.help,
        "severity": found.severity,
        "cell": found.cell,
        "start": [*found.location],
        "end": [*found.end_location],
        "fix": None if found.fix is None else _fix_data(found.fix),
        "related": [_related_data(place, found.filename) for place in found.related],
    }


def _related_data(place: RelatedPlace, filename: str) -> list[Any]:
    way = os.path.relpath(place.filename, os.path.dirname(filename) or ".").replace(os.sep, "/")
    where = "" if place.filename == filename else way
    return [place.message, where, *place.location, *place.end_location, place.cell]


def _fix_data(fix: SuggestedFix) -> dict[str, Any]:
    edits = [[*e.location, *e.end_location, e.content, e.cell] for e in fix.edits]
    return {
        "message": fix.message,
        "applicability": fix.applicability,
        "edits": edits,
        "refusal": None if fix.refusal is None else [*fix.refusal],
    }


def _read_finding(data: object, filename: str, size: int) -> Diagnostic:
    """A finding in a file of so many bytes, or `ForeignError`."""
    found = table(data)
    if found["code"] == INTERNAL_ERROR:
        raise ForeignError
    return Diagnostic(
        filename=filename,
        cell=_cell(found["cell"], size),
        location=_position(listed(found["start"], 2), size),
        end_location=_position(listed(found["end"], 2), size),
        code=_matching(_CODE, found["code"]),
        name=_matching(_NAME, found["name"]),
        message=line(found["message"]),
        consequence=line(found["consequence"]),
        help=line(found["help"]),
        severity=_one_of(_SEVERITIES, found["severity"]),
        fix=None if found["fix"] is None else _read_fix(found["fix"], size),
        related=tuple(_read_related(place, filename, size) for place in listed(found["related"])),
    )


def _read_related(data: object, filename: str, size: int) -> RelatedPlace:
    message, way, *places, cell = listed(data, 7)
    if way:  # how large that file is, is not known
        filename, size = beside(filename, relative(way)), _LARGEST
    return RelatedPlace(
        message=line(message),
        filename=filename,
        location=_position(places[:2], size),
        end_location=_position(places[2:], size),
        cell=_cell(cell, size),
    )


def _read_fix(data: object, size: int) -> SuggestedFix:
    fix = table(data)
    return SuggestedFix(
        message=shown(fix["message"]),
        applicability=_one_of(_APPLICABILITIES, fix["applicability"]),
        edits=tuple(_read_edit(edit, size) for edit in listed(fix["edits"])),
        refusal=None if fix["refusal"] is None else _read_refusal(fix["refusal"]),
    )


def _read_refusal(data: object) -> Refusal:
    *told, unit = listed(data, 5)
    outcome, reason, next_step, kind = map(shown, told)
    return Refusal(outcome, reason, next_step, kind, exactly(unit, int))


def _read_edit(data: object, size: int) -> TextEdit:
    *places, content, cell = listed(data, 6)
    return TextEdit(
        location=_position(places[:2], size),
        end_location=_position(places[2:], size),
        content=exactly(content, str),
        cell=_cell(cell, size),
    )


def _position(place: Any, size: int) -> Position:
    row, column = place
    # No file of so many bytes has more rows or columns.
    return Position(number(row, size + 1), number(column, size + 1))


def _cell(value: object, size: int) -> int | None:
    return None if value is None else number(value, size)


def _matching(pattern: re.Pattern[str], value: object) -> str:
    text = exactly(value, str)
    if pattern.fullmatch(text) is None:
        raise ForeignError
    return text


def _one_of(known: tuple[str, ...], value: object) -> str:
    if value not in known:
        raise ForeignError
    return str(value)
