"""Collects what a run of `nnx-rng check` comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.cache.runs import Known
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.frontends.command.outcome import Outcome, counted
from flake8_nnx_rng.frontends.command.telling import tell_error

if TYPE_CHECKING:
    from flake8_nnx_rng.baseline.known import Baselines
    from flake8_nnx_rng.cache.findings import Told
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.fixing import FixReport
    from flake8_nnx_rng.reports import FileReport
    from flake8_nnx_rng.syntax.source import SourceError


class Summary:
    """Takes reports, tells of errors as they come, and knows the exit code."""

    def __init__(
        self,
        checker: Checker | None = None,
        *,
        verbose: bool = False,
        quiet: bool = False,
    ) -> None:
        """Without a checker only what is in reports can be told."""
        self.applied: dict[str, Counter[tuple[str, str]]] = {}
        self.changed = False
        self.files = 0
        self._diagnostics: list[Diagnostic] = []
        self._errors: list[SourceError] = []
        self._unchecked = 0
        self._unfixed = 0
        self._withdrawn = 0
        self.baselines: Baselines | None = None
        self._reported: dict[str, Told] = {}
        self._known: list[Diagnostic] = []
        self._silenced: list[Diagnostic] = []
        self._checker = checker
        self._verbose = verbose
        self._quiet = quiet
        self._told: set[str] = set()
        self._warned: set[Path] = set()

    def add(self, report: FileReport) -> None:
        """Take the report of a file that was checked."""
        self._take(report.filename, report.diagnostics, report.error, report.silenced)

    def _take(
        self,
        filename: str,
        diagnostics: tuple[Diagnostic, ...],
        error: SourceError | None,
        silenced: tuple[Diagnostic, ...],
    ) -> None:
        if diagnostics or error or silenced:
            self._reported[filename] = diagnostics, error, silenced
        self._add(filename, error, diagnostics)
        self._silenced.extend(silenced)

    def take(self, known: Known) -> None:
        """Take what was found before, in these files and no others."""
        for filename, reported in known.told.items():
            self._take(filename, *reported)
        self.files = known.files

    @property
    def plain(self) -> Known | None:
        """All reports, where there was nothing to tell besides, and no defect."""
        is_plain = self.files and not self._told and not any(map(_is_cut_short, self._diagnostics))
        return Known(self.files, self._reported) if is_plain else None

    def add_fixed(self, report: FixReport) -> None:
        """Take the report of a file that was to be fixed."""
        self._add(report.filename, report.error, report.left, report.before or None)
        self._silenced.extend(report.silenced)
        self.changed |= report.changed
        if report.applied:
            self.applied[report.filename] = Counter((d.code, d.name) for d in report.applied)
        self._withdrawn += report.withdrawn
        if report.withdrawn:
            what = counted(report.withdrawn, "fix")
            tell_error(f"error: {report.filename}: {what} withdrawn: {report.problem}")
        elif report.problem:
            self._unfixed += 1
            tell_error(f"error: {report.filename}: not fixed: {report.problem}")

    def _add(
        self,
        filename: str,
        error: SourceError | None,
        diagnostics: tuple[Diagnostic, ...],
        before: str | None = None,
    ) -> None:
        self.files += 1
        if self._checker is not None and not self._quiet:
            self._warn(self._checker, Path(filename).parent)
        if self._checker is not None and self._verbose:
            self._tell_releases(self._checker, Path(filename), before)
        if error is not None:
            self._errors.append(error)
            tell_error(f"error: {error}")
        self._unchecked += error is not None or any(map(_is_cut_short, diagnostics))
        new: Sequence[Diagnostic] = diagnostics
        if self.baselines is not None and (error is None or diagnostics):
            new, known = self.baselines.split(filename, diagnostics, whole=error is None)
            self._known.extend(known)
        self._diagnostics.extend(new)

    def _tell_releases(self, checker: Checker, path: Path, before: str | None) -> None:
        """Which release a file is checked for, and which old one it was written for, and why."""
        from flake8_nnx_rng.semantics.releases.eras import is_legacy_release

        target, said = checker.target_of(path, before), checker.said_of(path, before)
        self._tell(f"info: checking for Flax {target.release} ({target.reason})")
        if is_legacy_release(target.release):  # there it means what it meant
            return
        if said is not None:
            self._tell(f"info: code {said}")
            return
        shown = checker.source_of(path, before)
        if shown is not None and shown.is_implicit:
            self._tell(f"info: {path} {shown}")

    def _warn(self, checker: Checker, folder: Path) -> None:
        """Of a requirement that is not understood, since it does not count."""
        if folder not in self._warned:
            self._warned.add(folder)
            warning = checker.target_for(folder).warning
            if warning:
                self._tell(f"warning: {warning}")

    def _tell(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            tell_error(line)

    def outcome(
        self,
        *,
        fixes: bool,
        unsafe: bool,
        texts: dict[str, str],
        quiet: bool,
        colour: bool,
    ) -> Outcome:
        """What reporters are to tell; `fixes` says that findings were to be fixed."""
        return Outcome(
            self._diagnostics,
            fixed=sum(counts.total() for counts in self.applied.values()) if fixes else None,
            unchecked=self._unchecked,
            unfixed=self._unfixed,
            withdrawn=self._withdrawn,
            unsafe=unsafe,
            texts=texts,
            quiet=quiet,
            errors=self._errors,
            colour=colour,
            known=self._known,
            silenced=self._silenced,
        )

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What was found, but for what is known."""
        return self._diagnostics

    def replace(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Take what is left in place of what was found."""
        self._diagnostics = [*diagnostics]

    @property
    def failed(self) -> bool:
        """Whether a file could not be checked or fixed, or a fix did not hold."""
        return bool(self._unchecked or self._unfixed or self._withdrawn)

    def exit_code(self, *, diff: bool, exit_zero: bool) -> int:
        """0 for nothing found, 1 for findings or a diff, 2 where something went wrong."""
        if self.failed:
            return 2
        found = self.changed if diff else bool(self._diagnostics)
        return 1 if found and not exit_zero else 0


def _is_cut_short(diagnostic: Diagnostic) -> bool:
    """Whether a file was not checked to its end."""
    return diagnostic.code == INTERNAL_ERROR
