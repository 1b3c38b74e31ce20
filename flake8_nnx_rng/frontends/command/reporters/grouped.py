"""Findings under the name of their file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import name_at_start
from flake8_nnx_rng.frontends.command.reporters.closing import closing
from flake8_nnx_rng.frontends.command.reporters.concise import coded


def render(outcome: Outcome) -> str:
    """A block for each file."""
    files = groupby(outcome.diagnostics, attrgetter("filename"))
    blocks = ["\n".join(_block(outcome, name, [*found])) for name, found in files]
    return "\n\n".join(filter(None, [*blocks, closing(outcome)]))


def _block(outcome: Outcome, filename: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    paint = outcome.paint
    yield f"{paint.name(name_at_start(filename))}:"
    places = [_place(diagnostic) for diagnostic in found]
    before = max(place.index(":") for place in places)
    width = max(len(place) + before - place.index(":") for place in places)
    for diagnostic, place in zip(found, places, strict=True):
        shown = f"{' ' * (before - place.index(':'))}{place}".ljust(width)
        yield f"  {shown} {coded(diagnostic, marked=outcome.marks(diagnostic), paint=paint)}"


def _place(diagnostic: Diagnostic) -> str:
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}, "
    row, column = diagnostic.location
    return f"{cell}{row}:{column}"
