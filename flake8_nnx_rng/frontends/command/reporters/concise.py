"""One line a finding, as flake8 and ruff print it."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_nnx_rng.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic], unchecked: int = 0) -> str:
    """All findings and their number."""
    lines = [f"{place(d)}: {d.code} {d.message}" for d in diagnostics]
    return "\n".join([*lines, total(diagnostics, unchecked)])


def place(diagnostic: Diagnostic) -> str:
    """`file:row:column`, with the cell of a notebook."""
    cell = "" if diagnostic.cell is None else f"cell {diagnostic.cell}:"
    row, column = diagnostic.location
    return f"{diagnostic.filename}:{cell}{row}:{column}"


def total(diagnostics: Sequence[Diagnostic], unchecked: int = 0) -> str:
    """The closing line; `unchecked` files could not be looked at."""
    if not diagnostics and not unchecked:
        return "All checks passed!"
    found = f"Found {_counted(len(diagnostics), 'finding')}."
    return f"{found} {_counted(unchecked, 'file')} could not be checked." if unchecked else found


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
