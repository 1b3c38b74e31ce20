"""One line a finding, as pylint prints it with `--output-format=parseable`."""

from __future__ import annotations

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import name_at_start, printable
from flake8_nnx_rng.frontends.command.reporters.flat import flat


def render(outcome: Outcome) -> str:
    """All findings."""
    return "\n".join(map(_line, outcome.diagnostics))


def _line(diagnostic: Diagnostic) -> str:
    found = flat(diagnostic)
    name, message = name_at_start(diagnostic.filename), printable(found.message)
    return f"{name}:{found.start.row}: [{diagnostic.code}] {message}"
