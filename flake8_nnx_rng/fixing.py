"""Fixing: sources and files mended, or left as they were with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng import linter
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.fixes.choice import together
from flake8_nnx_rng.fixes.fix import Applicability, Fix
from flake8_nnx_rng.mending import module_of
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.running import Workers, over_files
from flake8_nnx_rng.settling import Settling, State
from flake8_nnx_rng.syntax.files import read_bytes, replace_file
from flake8_nnx_rng.syntax.source import Source, SourceError, decode, from_text

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.project.settings import Settings
    from flake8_nnx_rng.reports import Inspected
    from flake8_nnx_rng.semantics.releases.source import SourceRelease
    from flake8_nnx_rng.syntax.module import Module

_BOM = "\ufeff"
_SIGNS = ("NNX201", "NNX202")
"""What tells of the names and keywords that show how old code is."""
_ONLY_SIGN = (
    "it would take away the last sign that other code here, which cannot be migrated, was written "
    "for implicit splitting: say so by source-flax"
)


@dataclass(frozen=True)
class FixResult:
    """What fixing one source came to.

    `applied` are the findings that were mended, `left` those that are still there, each with its
    fix or the reason why it has none. `problem` says which fixes were withdrawn since they do not
    hold, and why; there are `withdrawn` of them. `error` says which cells of a notebook cannot be
    parsed; `silenced` are findings that a `# noqa` suppresses.
    """

    text: str
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    problem: str = ""
    withdrawn: int = 0
    error: SourceError | None = None
    silenced: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class FixReport:
    """What fixing one file came to; `before` and `after` are its text if that changed.

    `problem` says why it was not mended, or why so many fixes were `withdrawn`.
    """

    filename: str
    before: str = ""
    after: str = ""
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    problem: str = ""
    error: SourceError | None = None
    withdrawn: int = 0
    silenced: tuple[Diagnostic, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is a new text."""
        return self.before != self.after


@dataclass(frozen=True)
class Mended:
    """The report of a file, and what it holds before and after if that is to change."""

    report: FixReport
    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True)
class Fixer:
    """Fixes sources with the settings of a checker; `unsafe` applies unsafe fixes, too.

    `accepts`, if given, is asked about each fix before it is applied.
    """

    checker: Checker
    unsafe: bool = False
    accepts: Callable[[Module, Diagnostic, Fix], bool] | None = None

    def fix(self, source: Source, data: bytes | None = None) -> tuple[Source, FixResult]:
        """Mend a source until nothing more can be; a fix that does not hold costs no other.

        `data` is what the source was decoded from, if it was. Raises `SourceError` for a source
        that cannot be parsed. One that takes longer than the settings allow stays as it is.
        """
        name = source.filename
        mended = self.checker.in_time(name, partial(self._fix, source, data))
        return mended or (source, FixResult(source.text, left=(self.checker.given_up(name),)))

    def _fix(self, source: Source, data: bytes | None) -> tuple[Source, FixResult]:
        inspected = self.checker.inspect(source)
        settling, state = self._settled(State(source, inspected))
        if state.applied and data is not None and source.data != data:
            problem = f"the encoding {source.encoding} does not give the same bytes back"
            left = _findings(inspected)
            known = FixResult(source.text, left=left, problem=problem)
            return source, replace(known, error=inspected.error, silenced=inspected.silenced)
        left, withdrawn = settling.left(state)
        problem = "; ".join(withdrawn)
        text, applied, count = state.source.text, state.applied, len(withdrawn)
        silenced = state.inspected.silenced
        mended = FixResult(text, applied, left, problem, count, inspected.error, silenced)
        return state.source, mended

    def _settled(self, start: State) -> tuple[Settling, State]:
        """The state in which no fix is left to be made, by this run or the next.

        What is left of old code must not look new: a fix that takes its last sign away is not made.
        """
        written_for = start.inspected.inspection.written_for
        inspect = partial(self.checker.inspect, pinned=written_for)
        settling = Settling(start, inspect, self._wanted, _together)
        state = self._as_found_next(settling.run(), written_for)
        if written_for is not None and written_for.is_implicit and self._looks_new(state, settling):
            settling = Settling(start, inspect, self._wanted, _together, (_first_sign, _ONLY_SIGN))
            state = self._as_found_next(settling.run(), written_for)
        return settling, state

    def _as_found_next(self, state: State, written_for: SourceRelease | None) -> State:
        """The last state as a check reads it that sees nothing any more of what code was old."""
        if not state.applied or written_for is None or not written_for.is_implicit:
            return state
        return replace(state, inspected=self.checker.inspect(state.source))

    def _looks_new(self, state: State, settling: Settling) -> bool:
        """Whether the next run would take old code that is left for new, and mend it as such."""
        known = state.inspected.inspection.written_for
        if known is None or known.is_implicit:
            return False
        wanted = self._wanted(state.inspected).values()
        return not all(settling.withdrawn(state.inspected, fix) for fix in wanted)

    def fix_data(self, data: bytes, name: str) -> tuple[bytes, FixReport]:
        """Mend what a file of this name holds; what goes wrong is reported, as by `fix_file`."""
        try:
            source = decode(data, name)
            mended, result = self.fix(source, data)
        except SourceError as error:
            return data, FixReport(name, error=error)
        except ConfigError:
            raise
        except Exception as error:  # a broken file must not stop the others
            return data, FixReport(name, left=(linter.internal_error(name, error),))
        found = FixReport(
            name,
            applied=result.applied,
            left=result.left,
            problem=result.problem,
            error=result.error,
            withdrawn=result.withdrawn,
            silenced=result.silenced,
        )
        if mended.text == source.text:
            return data, found
        return mended.data, replace(found, before=_whole(source), after=_whole(mended))

    def fix_file(self, path: Path, *, write: bool = True) -> FixReport:
        """Mend one file; what goes wrong is reported, never raised but for `ConfigError`."""
        mended = self.mended(path)
        return self.written(mended) if write else mended.report

    def mended(self, path: Path) -> Mended:
        """What becomes of one file, which stays as it is for now."""
        name = str(path)
        try:
            before = read_bytes(path)
        except SourceError as error:
            return Mended(FixReport(name, error=error))
        after, report = self.fix_data(before, name)
        return Mended(report) if after == before else Mended(report, before, after)

    def written(self, mended: Mended) -> FixReport:
        """The report of a file once it has what became of it."""
        name = mended.report.filename
        if mended.after == mended.before:
            return mended.report
        try:
            replace_file(Path(name), before=mended.before, after=mended.after)
        except SourceError as error:
            found = self.checker.check(decode(mended.before, name))
            return FixReport(name, left=tuple(found), problem=error.reason)
        return mended.report

    def unconcerned(self, path: Path, named: bool) -> Mended | None:
        """The report of a file that stays as it is, whatever becomes of others."""
        report = self.checker.unconcerned(path, named)
        return None if report is None else Mended(FixReport(report.filename, error=report.error))

    def known(self, path: Path, named: bool) -> Mended | None:
        """What can be told of a file without parsing it, as long as others stay as they are."""
        report = self.checker.known(path, named)
        if report is None or any(map(self._may_mend, report.diagnostics)):
            return None
        told = FixReport(report.filename, left=report.diagnostics, error=report.error)
        return Mended(replace(told, silenced=report.silenced))

    def _wanted(self, inspected: Inspected) -> dict[Diagnostic, Fix]:
        """The fixes that may be made, those of lower codes first."""
        module = inspected.inspection.module
        ordered = sorted(inspected.shown, key=lambda pair: pair[0].code)
        wanted = {d: fix for d, fix in ordered if fix and self._may_apply(fix)}
        if self.accepts is None or module is None:
            return wanted
        return {d: fix for d, fix in wanted.items() if self.accepts(module, d, fix)}

    def _may_apply(self, fix: Fix) -> bool:
        return bool(fix.edits) and self._wants(fix.applicability)

    def _may_mend(self, diagnostic: Diagnostic) -> bool:
        fix = diagnostic.fix
        return fix is not None and self._wants(Applicability(fix.applicability))

    def _wants(self, applicability: Applicability) -> bool:
        is_unsafe = applicability is Applicability.UNSAFE
        return applicability is Applicability.SAFE or (is_unsafe and self.unsafe)


def _first_sign(inspected: Inspected) -> Fix | None:
    """The fix of the first thing that shows how old the code is."""
    ordered = sorted(inspected.shown, key=lambda pair: pair[0])
    return next((fix for d, fix in ordered if fix and fix.edits and d.code in _SIGNS), None)


def _together(inspected: Inspected, wanted: dict[Diagnostic, Fix]) -> dict[Diagnostic, Fix]:
    """The findings whose fixes are not in the way of an earlier one."""
    chosen = set(together(module_of(inspected), wanted.values()))
    return {finding: fix for finding, fix in wanted.items() if fix in chosen}


def _findings(inspected: Inspected) -> tuple[Diagnostic, ...]:
    return tuple(diagnostic for diagnostic, _ in inspected.shown)


def _whole(source: Source) -> str:
    """The text with its BOM, as a file has it."""
    return _BOM * source.bom + source.text


def fix_source(
    source: str | bytes,
    *,
    filename: str = "<string>",
    settings: Settings | None = None,
    unsafe: bool = False,
) -> FixResult:
    """Mend one source; the new text has no BOM, like that of `check_source`.

    Raises `SourceError` for a source that cannot be decoded or parsed and `ConfigError` for
    settings that cannot be used.
    """
    fixer = Fixer(Checker(settings=settings), unsafe)
    if isinstance(source, str):
        return fixer.fix(from_text(source, filename))[1]
    return fixer.fix(decode(source, filename), source)[1]


def fix_paths(
    paths: Iterable[str | Path],
    settings: Settings | None = None,
    executor: Executor | Workers | None = None,
    *,
    unsafe: bool = False,
    write: bool = True,
    checker: Checker | None = None,
) -> Iterator[FixReport]:
    """Mend files and the files in folders, as `check_paths` checks them; one report a file.

    With `write` each file that changes is replaced at once and whole, with its mode; a link stays.
    None is written before all are mended: what code means may depend on other files as they were.
    """
    checker = checker or Checker(settings=settings)
    fixer = Fixer(checker, unsafe)
    known = fixer.unconcerned if write else fixer.known
    found = over_files(
        paths, checker.settings_for, fixer.mended, _unreadable, executor, known=known, lost=_lost
    )
    yield from map(fixer.written, list(found)) if write else (each.report for each in found)


def _unreadable(error: SourceError) -> Mended:
    return Mended(FixReport(error.filename, error=error))


def _lost(path: Path) -> Mended:
    return Mended(FixReport(str(path), left=(linter.process_ended(str(path)),)))
