"""One run of `nnx-rng check`: files and standard input checked or fixed, and reported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from flake8_nnx_rng.frontends.command.reporters import FORMATS
from flake8_nnx_rng.frontends.command.reporters.closing import closing, fixed_by_file, would_fix
from flake8_nnx_rng.frontends.command.summary import Summary
from flake8_nnx_rng.frontends.command.telling import Output, encoded, tell_error
from flake8_nnx_rng.project.errors import ConfigError

if TYPE_CHECKING:
    from flake8_nnx_rng.baseline.known import Baselines
    from flake8_nnx_rng.cache.runs import Known
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.fixing import FixReport
    from flake8_nnx_rng.project.settings import Settings
    from flake8_nnx_rng.running import Workers

STDIN = "-"


class Wanted(NamedTuple):
    """What the options ask of a run."""

    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    output_format: str = "concise"
    statistics: bool = False
    exit_zero: bool = False
    jobs: int | None = None
    dask: str | None = None
    stdin_filename: str | None = None
    verbose: bool = False
    quiet: bool = False
    output_file: Path | None = None
    color: str = "auto"
    write_baseline: bool = False
    prune_baseline: bool = False

    @property
    def fixes(self) -> bool:
        """Whether fixes are to be made, be it only to show them."""
        return self.fix or self.diff


class Telling:
    """Tells what a run comes to."""

    def __init__(self, wanted: Wanted, summary: Summary) -> None:
        self._wanted = wanted
        self._summary = summary
        self._texts: dict[str, str] = {}
        self._output = Output(wanted.output_file, wanted.color)

    def again(self, known: Known) -> int:
        """Tell what a run has come to before; returns the exit code."""
        self._summary.take(known)
        return self._told()

    def _told(self) -> int:
        """Tell what was found; returns the exit code."""
        self._report()
        self._output.close()
        return self._summary.exit_code(diff=self._wanted.diff, exit_zero=self._wanted.exit_zero)

    def _report(self) -> None:
        """Tell what is left; the output for programs is kept free of anything else."""
        wanted = self._wanted
        outcome = self._summary.outcome(
            fixes=wanted.fixes,
            unsafe=wanted.unsafe_fixes,
            texts=self._texts,
            quiet=wanted.quiet,
            colour=self._output.coloured,
        )
        tell = self._output.tell
        if wanted.diff:
            tell(would_fix(outcome), err=True)
            return
        chosen = FORMATS[wanted.output_format]
        if wanted.verbose and self._summary.applied:
            tell(f"{fixed_by_file(self._summary.applied)}\n", err=chosen.for_programs)
        if wanted.statistics:
            from flake8_nnx_rng.frontends.command.reporters.statistics import statistics

            tell(statistics(outcome, wanted.output_format), data=chosen.for_programs)
            if wanted.fix and not chosen.for_programs:
                tell(closing(outcome))
        else:
            tell(chosen.render(outcome), data=chosen.for_programs)


class Run(Telling):
    """Checks or fixes with a checker and tells what it comes to."""

    def __init__(self, checker: Checker, wanted: Wanted) -> None:
        self._baselines: Baselines | None = None
        told = Summary(checker, verbose=wanted.verbose, quiet=wanted.quiet)
        super().__init__(wanted, told)
        self._checker = checker
        if not wanted.diff:  # which shows no findings, whose text is not what the files have
            from flake8_nnx_rng.baseline.sources import Sources
            from flake8_nnx_rng.frontends.command.known_findings import baselines_for

            anew, sources = wanted.write_baseline, Sources(self._texts)
            told.baselines = self._baselines = baselines_for(checker, sources, anew=anew)

    @property
    def settings_for(self) -> Callable[[Path], Settings]:
        """The settings for the files of a folder."""
        return self._checker.settings_for

    @property
    def plain(self) -> Known | None:
        """What it came to, where that are findings and no more."""
        is_plain = self._baselines is not None and not self._baselines.in_use
        return self._summary.plain if is_plain else None

    def over(self, paths: Sequence[Path]) -> int:
        """Work through the paths; returns the exit code."""
        files = [path for path in paths if str(path) != STDIN]
        if len(files) < len(paths):
            self._stdin(self._wanted.stdin_filename or STDIN)
        with self._workers() as executor:
            if self._wanted.fixes:
                self._fix(files, executor)
            else:
                from flake8_nnx_rng.checking import check_paths

                for report in check_paths(files, executor=executor, checker=self._checker):
                    self._summary.add(report)
        if not (self._summary.files or self._wanted.quiet or len(files) < len(paths)):
            tell_error("warning: no files to check found under the given path(s)")
        return self._told()

    def _workers(self) -> AbstractContextManager[Workers]:
        quiet = self._wanted.quiet
        if self._wanted.dask is None:
            from flake8_nnx_rng.frontends.command.processes import processes

            return processes(self._wanted.jobs, quiet=quiet)
        from flake8_nnx_rng.frontends.command.dask_workers import dask_workers  # loads much

        return dask_workers(self._wanted.dask, quiet=quiet)

    def _told(self) -> int:
        """Tell what was found, or write it down; returns the exit code."""
        if self._wanted.write_baseline and self._baselines is not None:
            from flake8_nnx_rng.frontends.command.known_findings import write

            write(self._baselines)
            return 2 if self._summary.failed else 0
        code = super()._told()
        if self._baselines is not None:
            self._tell_baselines(self._baselines)
        return code

    def _tell_baselines(self, baselines: Baselines) -> None:
        from flake8_nnx_rng.frontends.command.known_findings import prune, tell_stale

        if self._wanted.prune_baseline:
            prune(baselines, quiet=self._wanted.quiet)
        elif not self._wanted.quiet:
            tell_stale(baselines)

    def _fix(self, files: Sequence[Path], executor: Workers) -> None:
        from flake8_nnx_rng.fixing import fix_paths  # most runs fix nothing

        reports = fix_paths(
            files,
            executor=executor,
            unsafe=self._wanted.unsafe_fixes,
            write=not self._wanted.diff,
            checker=self._checker,
        )
        for report in reports:
            self._add_fixed(report)

    def _stdin(self, name: str) -> None:
        """Work on standard input; with `--fix` it goes to standard output, mended or as it was."""
        data = _read_stdin()
        if self._checker.settings_for(Path(name).parent).refuses(name):
            self._pass_on(data)
            return
        if not self._wanted.fixes:
            self._remember(data, name)
            self._summary.add(self._checker.check_data(data, name))
            return
        from flake8_nnx_rng.fixing import Fixer

        fixer = Fixer(self._checker, self._wanted.unsafe_fixes)
        after, report = fixer.fix_data(data, name)
        self._remember(data if self._wanted.diff else after, name)
        self._add_fixed(report)
        self._pass_on(after)

    def _remember(self, data: bytes, name: str) -> None:
        """Keep the text that is told of, since no file has it."""
        from flake8_nnx_rng.syntax.source import SourceError, decode

        with suppress(SourceError):
            self._texts[name] = decode(data, name).text

    def _pass_on(self, data: bytes) -> None:
        """Print what standard input has become, if that is what is asked for."""
        if self._wanted.fix and not self._wanted.diff:
            click.echo(data, nl=False)
            self._output.for_code = True

    def _add_fixed(self, report: FixReport) -> None:
        self._summary.add_fixed(report)
        if self._wanted.diff:
            from flake8_nnx_rng.frontends.command.unified_diff import unified_diff

            _tell_internal_errors(report)  # a diff has no place for them
            click.echo(encoded(unified_diff(report)), nl=False)


def _read_stdin() -> bytes:
    """What standard input holds, or `ConfigError`."""
    if sys.stdin is None:
        raise ConfigError("standard input", "cannot be read: it is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise ConfigError("standard input", f"cannot be read: {error.strerror}") from error


def _tell_internal_errors(report: FixReport) -> None:
    from flake8_nnx_rng.diagnostic import INTERNAL_ERROR

    for diagnostic in report.left:
        if diagnostic.code == INTERNAL_ERROR:
            tell_error(f"error: {diagnostic.message}")
