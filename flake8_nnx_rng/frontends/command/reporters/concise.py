"""One line a finding, as flake8 and ruff print it."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_nnx_rng.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """All findings and their number."""
    lines = [f"{place(d)}: {d.code} {d.message}" for d in diagnostics]
    return "\n".join([*lines, total(diagnostics)])


def place(diagnostic: Diagnostic) -> str:
    """`file:row:column`, with the cell of a notebook."""
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}:"
    row, column = diagnostic.location
    return f"{diagnostic.filename}:{cell}{row}:{column}"


def total(diagnostics: Sequence[Diagnostic]) -> str:
    """The closing line."""
    if not diagnostics:
        return "All checks passed!"
    return f"Found {len(diagnostics)} finding{'s' * (len(diagnostics) != 1)}."
