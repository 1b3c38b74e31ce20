"""`nnx-rng check --fix --verify`: makes only those fixes that were seen to do what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from flake8_nnx_rng.checking import Checker, check_paths
from flake8_nnx_rng.fixing import FixReport
from flake8_nnx_rng.frontends.command.execute import require_runtime
from flake8_nnx_rng.frontends.command.run import Run, Wanted
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.frontends.command.verify_run import announce
from flake8_nnx_rng.running import Workers
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.verification.applying import Applier
from flake8_nnx_rng.verification.comparing import Verdict
from flake8_nnx_rng.verification.files import planned
from flake8_nnx_rng.verification.limits import Limits
from flake8_nnx_rng.verification.planning import Plan
from flake8_nnx_rng.verification.verifying import Row


class VerifiedRun(Run):
    """A run that executes each file before and after its fixes.

    `strict` makes only those that change no number, not those that mend what raised or repeated.
    """

    def __init__(self, checker: Checker, wanted: Wanted, limits: Limits, *, strict: bool) -> None:
        require_runtime()
        super().__init__(checker, wanted)
        release = releases.resolve(version("flax"))
        self._limits = limits
        self._applier = Applier(checker, limits, release, unsafe=wanted.unsafe_fixes, strict=strict)

    def _fix(self, files: Sequence[Path], executor: Workers) -> None:
        """Fix the files that have something to verify; all others only hold findings to tell."""
        plans = planned(files, self._checker, unsafe=self._wanted.unsafe_fixes)
        announce(plans, self._limits)
        known = {file.filename: file.plan for file in plans if file.plan is not None}
        for report in check_paths(files, checker=self._checker):
            if report.filename in known:
                self._fix_file(report.filename, [*known.values()])
            else:
                told = FixReport(report.filename, left=report.diagnostics, error=report.error)
                self._add_fixed(replace(told, silenced=report.silenced))

    def _fix_file(self, name: str, plans: Sequence[Plan]) -> None:
        applied = self._applier.fix_file(Path(name), plans, write=not self._wanted.diff)
        self._add_fixed(applied.report)
        for row in applied.rejected:
            _tell_left(name, row)
        for row in applied.made:
            if row.comparison.verdict is not Verdict.IDENTICAL:
                _tell_made(name, row)


def _tell_made(name: str, row: Row) -> None:
    """Other numbers than before are told; the same ones are what was asked for."""
    found, codes = row.comparison, ", ".join(row.unit.codes)
    why = found.note or f"{found.before.repeated} repeated keys, now {found.after.repeated}"
    tell_error(f"info: {name}: {row.unit.shown}: {codes} mended ({why})")


def _tell_left(name: str, row: Row) -> None:
    found = row.comparison
    why = f"{found.verdict.value}: {found.note}" if found.note else found.verdict.value
    codes = ", ".join(row.unit.codes)
    tell_error(f"info: {name}: {row.unit.shown}: {codes} not fixed ({why})")
