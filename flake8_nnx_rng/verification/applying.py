"""Applying: only those fixes of a file that were seen to change no number, or to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixing import FixReport
from flake8_nnx_rng.syntax.source import SourceError, read
from flake8_nnx_rng.verification.comparing import Verdict
from flake8_nnx_rng.verification.planning import Plan, Planner
from flake8_nnx_rng.verification.verifying import Row, verify

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.verification.limits import Limits


@dataclass(frozen=True)
class Applied:
    """What fixing a file came to; `rejected` are the units whose fixes were left, and why.

    `made` are those whose fixes were made.
    """

    report: FixReport
    rejected: tuple[Row, ...] = ()
    made: tuple[Row, ...] = ()


class Applier:
    """Fixes files unit by unit; `unsafe` tries unsafe fixes, too, `strict` changes no number."""

    def __init__(
        self, checker: Checker, limits: Limits, release: Release, *, unsafe: bool, strict: bool
    ) -> None:
        self._planner = Planner(checker, unsafe=unsafe)
        self._wanted = {Verdict.IDENTICAL} if strict else {Verdict.IDENTICAL, Verdict.MENDED}
        self._limits = limits
        self._release = release

    def fix_file(self, path: Path, plans: Sequence[Plan], *, write: bool = True) -> Applied:
        """Fix one file; what goes wrong is reported as by `Fixer.fix_file`.

        `plans` are those of all files that are fixed, which may import each other.
        What is left out is seen together with the rest only in another run, so the rest is run
        again without it, until all that is to be applied was seen to hold as it will be.
        """
        try:
            made, rejected = self._judged(path, plans)
        except SourceError as error:
            return Applied(FixReport(str(path), error=error))
        fixer = self._planner.fixer(without=[row.unit.name for row in rejected])
        return Applied(fixer.fix_file(path, write=write), tuple(rejected), tuple(made))

    def _judged(self, path: Path, plans: Sequence[Plan]) -> tuple[Sequence[Row], list[Row]]:
        """The units whose fixes are to be made, and the others."""
        source = read(path)
        rejected: list[Row] = []
        while True:
            without = [row.unit.name for row in rejected]
            plan = self._planner.plan(source, without=without)
            if any(other.legacy for other in plans):
                plan = plan.among_implicit()
            rows = verify(plan, self._limits, self._release, others=plans).rows
            refused = [row for row in rows if row.comparison.verdict not in self._wanted]
            if not refused:
                return rows, rejected
            rejected += refused
