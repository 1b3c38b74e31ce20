"""One run of `nnx-rng verify`: files planned, announced, executed and told."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command.options import (
    config_files,
    limits,
    overrides,
    warn_of_unknown_release,
)
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.frontends.command.verify_json import as_json
from flake8_nnx_rng.frontends.command.verify_report import file_text, sum_text
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.verification.files import (
    Planned,
    planned,
    planned_against,
    plans_with_imported,
)
from flake8_nnx_rng.verification.limits import Limits
from flake8_nnx_rng.verification.verifying import Verification
from flake8_nnx_rng.verification.verifying import verify as verify_plan


class Verified:
    """All files of a run with their rows; as `tables` they are told one by one."""

    def __init__(self, *, strict: bool, tables: bool) -> None:
        self._tables = tables
        self.files: list[tuple[Planned, Verification]] = []
        self._strict = strict

    def add(self, file: Planned, found: Verification) -> None:
        """Take a file; an error is told at once."""
        self.files.append((file, found))
        if file.error is not None:
            tell_error(f"error: {file.error}")
        elif self._tables:
            click.echo(f"{file_text(file, found)}\n")

    def close(self) -> None:
        """Tell the rest, or all of it."""
        if self._tables:
            click.echo(sum_text(self.files))
        else:
            click.echo(as_json(self.files, version("flax")))

    @property
    def exit_code(self) -> int:
        """0 where every fix is what it says, 1 where one is not, 2 for files that are unusable."""
        if any(file.error is not None for file, _ in self.files):
            return 2
        rows = [row for _, found in self.files for row in found.rows]
        unseen = [row for row in rows if row.holds is None]
        skipped = [file for file, _ in self.files if file.problem]
        failed = any(row.holds is False for row in rows)
        return int(failed or (self._strict and bool(unseen or skipped)))


def run_verify(paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    """Verify what the paths mean, as the options say; returns the exit code."""
    _check_entry(options["entry"])
    checker = Checker(overrides(options), files=config_files(options))
    checker.settings_for(Path.cwd())
    warn_of_unknown_release(options["target_flax"])
    files = _planned(paths, checker, options)
    limited = limits(options)
    verified = Verified(strict=options["strict"], tables=options["output_format"] == "text")
    _tell_other_targets(checker, files)
    announce(files, limited)
    plans = plans_with_imported(files, checker, unsafe=options["unsafe_fixes"])
    if any(plan.legacy for plan in plans):
        files = [file.among_implicit() for file in files]
    installed = releases.resolve(version("flax"))
    for file in files:
        found = Verification()
        if file.plan is not None:
            entry = options["entry"]
            found = verify_plan(file.plan, limited, installed, entry=entry, others=plans)
        verified.add(file, found)
    verified.close()
    return verified.exit_code


def _planned(paths: Sequence[Path], checker: Checker, options: dict[str, Any]) -> list[Planned]:
    if options["against"] is None:
        return planned(paths, checker, unsafe=options["unsafe_fixes"])
    if len(paths) != 1 or paths[0].is_dir():
        raise click.UsageError("--against takes exactly one PATH, a file")
    return [planned_against(paths[0], options["against"], checker)]


def _check_entry(entry: str | None) -> None:
    place, _, function = (entry or "module:function").rpartition(":")
    if not place or not function.isidentifier():
        raise click.UsageError(f"--entry takes MODULE:FUNCTION or FILE.py:FUNCTION, not {entry!r}")


def announce(files: Sequence[Planned], limits: Limits) -> None:
    """Say what will be executed, before it is."""
    names = [file.filename for file in files if file.plan is not None and file.plan.units]
    if not names:
        return
    count = "1 file" if len(names) == 1 else f"{len(names)} files"
    tell_error(
        f"executing {count}, each before and after, on Flax {version('flax')} (each run at most "
        f"{limits.seconds:g} s and {limits.memory / 2**30:g} GB, without network):"
    )
    for name in names:
        tell_error(f"  {name}")


def _tell_other_targets(checker: Checker, files: Sequence[Planned]) -> None:
    """The fixes may be for another release than the one that is installed to run them on."""
    installed = releases.resolve(version("flax"))
    targets = {checker.target_of(Path(file.filename)) for file in files}
    for target in targets:
        if target.release != installed:
            tell_error(
                f"warning: the fixes are for Flax {target.release} ({target.reason}) and are run "
                f"on Flax {version('flax')}"
            )
