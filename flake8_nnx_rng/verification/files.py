"""Files: what is to be verified, planned before anything is executed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.running import over_files
from flake8_nnx_rng.syntax.source import SourceError, read
from flake8_nnx_rng.verification.planning import Plan, Planner

_MOST = 200
"""Files that are planned for those that import them."""


@dataclass(frozen=True)
class Planned:
    """A file with its plan, or the `problem` that it has none for; an `error` if it is unusable."""

    filename: str
    plan: Plan | None = None
    problem: str = ""
    error: SourceError | None = None

    def among_implicit(self) -> Planned:
        """The file beside others that are implicit."""
        return replace(self, plan=self.plan and self.plan.among_implicit())


def planned(paths: Iterable[Path], checker: Checker, *, unsafe: bool) -> list[Planned]:
    """The files that the paths mean, but for those that no fix is proposed for.

    Files that are executed together have the same semantics: beside an implicit one each counts as
    implicit that uses nothing newer.
    """
    planner = Planner(checker, unsafe=unsafe)
    work = partial(_planned, planner=planner)
    found = [*over_files(paths, checker.settings_for, work, _unreadable, None)]
    kept = [f for f in found if f.problem or f.error or (f.plan is not None and f.plan.units)]
    if any(file.plan is not None and file.plan.legacy for file in kept):
        return [file.among_implicit() for file in kept]
    return kept


def plans_with_imported(files: Iterable[Planned], checker: Checker, *, unsafe: bool) -> list[Plan]:
    """The plans of files, and of all in their project that they import: those have fixes, too.

    A file alone would be seen after its fixes beside files as they were before theirs.
    """
    plans = {os.path.abspath(file.filename): file.plan for file in files}
    planner, left = Planner(checker, unsafe=unsafe), list(plans)
    while left and len(plans) < _MOST:
        for source in checker.imported_by(left.pop()):
            name = os.path.abspath(source.filename)
            if name not in plans:
                left.append(name)
                try:
                    plans[name] = planner.plan(source)
                except SourceError:
                    plans[name] = None
    return [plan for plan in plans.values() if plan is not None and plan.units]


def planned_against(path: Path, other: Path, checker: Checker) -> Planned:
    """A file held against what someone made of it by hand."""
    try:
        return Planned(str(path), Planner(checker).against(read(path), read(other)))
    except SourceError as error:
        return Planned(str(path), error=error)


def _planned(path: Path, planner: Planner) -> Planned:
    name = str(path)
    try:
        plan = planner.plan(read(path))
    except SourceError as error:
        return Planned(name, error=error)
    stays = plan.problem and not plan.units
    return Planned(name, plan, f"not run: {plan.problem}" if stays else "")


def _unreadable(error: SourceError) -> Planned:
    return Planned(error.filename, error=error)
