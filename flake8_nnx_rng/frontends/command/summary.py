"""What a run of `nnx-rng check` came to."""

from __future__ import annotations

from pathlib import Path

import click

from flake8_nnx_rng.checking import Checker, FileReport
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic


class Summary:
    """Collects reports, tells of errors as they come, and knows the exit code."""

    def __init__(self, checker: Checker, *, verbose: bool) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.unchecked = 0
        self._checker = checker
        self._verbose = verbose
        self._told: set[str] = set()

    def add(self, report: FileReport) -> None:
        """Take the report of one file."""
        if self._verbose:
            self._tell_target(Path(report.filename))
        if report.error is not None:
            self.unchecked += 1
            click.echo(f"error: {report.error}", err=True)
        self.diagnostics.extend(report.diagnostics)
        if any(diagnostic.code == INTERNAL_ERROR for diagnostic in report.diagnostics):
            self.unchecked += 1

    def _tell_target(self, path: Path) -> None:
        target = self._checker.target_for(path.parent)
        line = f"info: checking for Flax {target.release} ({target.reason})"
        if line not in self._told:
            self._told.add(line)
            click.echo(line, err=True)

    def exit_code(self, *, exit_zero: bool) -> int:
        """0 for nothing found, 1 for findings, 2 where something could not be checked."""
        if self.unchecked:
            return 2
        return 1 if self.diagnostics and not exit_zero else 0
