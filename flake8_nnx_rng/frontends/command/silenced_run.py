"""`nnx-rng check --add-noqa`: suppresses what is found, for a project that begins."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from pathlib import Path

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.run import Run, Wanted
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.silencing import silence_file
from flake8_nnx_rng.syntax.source import SourceError


class SilencedRun(Run):
    """A run that writes a comment for each finding instead of telling it."""

    def __init__(self, checker: Checker, wanted: Wanted, reason: str) -> None:
        super().__init__(checker, wanted)
        self._reason = reason

    def _told(self) -> int:
        """Write the comments; what they do not suppress is told."""
        total, left = 0, list[Diagnostic]()
        failed = self._summary.failed
        for name, found in groupby(self._summary.diagnostics, attrgetter("filename")):
            try:
                done = silence_file(self._checker, Path(name), [*found], self._reason)
            except SourceError as error:
                failed = True
                tell_error(f"error: {name}: no noqa added: {error.reason}")
                continue
            total += done.directives
            left += done.left
        if left:
            self._summary.replace(left)
            self._report()
            self._output.close()
        if not self._wanted.quiet:
            tell_error(f"Added {counted(total, 'noqa directive')}.")
        return 2 if failed else int(bool(left) and not self._wanted.exit_zero)
