"""Findings for formats that know files and rows, but no cells of notebooks."""

from __future__ import annotations

from typing import NamedTuple

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.syntax.positions import Position

_START = Position(1, 1)


class Flat(NamedTuple):
    """Where a finding is in its file, and what it says.

    One in a notebook is at the start of the file, and the message names the place.
    """

    start: Position
    end: Position
    message: str


def flat(diagnostic: Diagnostic) -> Flat:
    """A finding as such formats tell it."""
    start, end, message = diagnostic.location, diagnostic.end_location, diagnostic.summary
    if diagnostic.cell is None:
        return Flat(start, end, message)
    where = f"cell {diagnostic.cell}, row {start.row}, column {start.column}"
    return Flat(_START, _START, f"{where}: {message}")
