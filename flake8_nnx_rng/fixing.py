"""Fixing: sources and files mended pass by pass, or left as they were with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng import linter
from flake8_nnx_rng.checking import Checker, over_files
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.fixes.fix import Applicability, Edit, Fix, splice
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.syntax.files import replace_file
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax, decode, from_text, read

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.checking import Inspected
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.project.settings import Settings

_PASSES = 10
"""Fixes that are not done by then are going round in circles."""


@dataclass(frozen=True)
class FixResult:
    """What fixing one source came to.

    `applied` are the findings that were mended, `left` those that are still there, each with its
    fix or the reason why it has none. `problem` says why nothing was changed although it could be.
    """

    text: str
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class FixReport:
    """What fixing one file came to; `before` and `after` differ where it was changed."""

    filename: str
    before: str = ""
    after: str = ""
    applied: tuple[Diagnostic, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    problem: str = ""
    error: SourceError | None = None

    @property
    def changed(self) -> bool:
        """Whether there is a new text."""
        return self.before != self.after


class NotFixedError(Exception):
    """Why a source is better left as it is."""


@dataclass(frozen=True)
class Fixer:
    """Fixes sources with the settings of a checker; `unsafe` applies unsafe fixes, too."""

    checker: Checker
    unsafe: bool = False

    def fix(self, source: Source) -> tuple[Source, FixResult]:
        """Mend a source until nothing more can be; all of it or nothing.

        Raises `SourceError` for a source that cannot be parsed.
        """
        inspected = self.checker.inspect(source)
        found = tuple(diagnostic for diagnostic, _ in inspected.shown)
        try:
            mended, applied, left = self._settle(source, inspected)
            _ = mended.data  # the encoding of the file must have every new character
        except (NotFixedError, SourceError) as error:
            reason = error.reason if isinstance(error, SourceError) else str(error)
            return source, FixResult(source.text, left=found, problem=reason)
        return mended, FixResult(mended.text, applied, left)

    def fix_file(self, path: Path, *, write: bool = True) -> FixReport:
        """Mend one file; what goes wrong in it is reported, never raised but for `ConfigError`."""
        name = str(path)
        try:
            source = read(path)
            mended, result = self.fix(source)
            if write and mended.text != source.text:
                replace_file(path, before=source.data, after=mended.data)
            return report(source, result)
        except SourceError as error:
            return FixReport(name, error=error)
        except ConfigError:
            raise
        except Exception as error:  # a broken file must not stop the others
            return FixReport(name, left=(linter.internal_error(name, error),))

    def _settle(
        self, source: Source, inspected: Inspected
    ) -> tuple[Source, tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
        """The source when no pass changes it any more, what was applied, and what is left."""
        applied: list[Diagnostic] = []
        for _ in range(_PASSES):
            chosen = self._choose(inspected)
            if not chosen:
                return source, tuple(applied), tuple(d for d, _ in inspected.shown)
            changed = _apply(source, inspected, list(dict.fromkeys(chosen.values())))
            after = self._inspect_again(changed)
            _check_mended(inspected, after, chosen)
            applied += chosen
            source, inspected = changed, after
        raise NotFixedError(f"the fixes did not settle in {_PASSES} passes")

    def _inspect_again(self, changed: Source) -> Inspected:
        try:
            return self.checker.inspect(changed)
        except SourceError as error:
            raise NotFixedError(f"the fixed text {error.reason}") from error

    def _choose(self, inspected: Inspected) -> dict[Diagnostic, Fix]:
        """The fixes for one pass, none in the way of another; those of lower codes come first."""
        chosen: dict[Diagnostic, Fix] = {}
        for diagnostic, fix in sorted(inspected.shown, key=lambda pair: pair[0].code):
            if fix is None or not fix.edits or not self._may_apply(fix):
                continue
            if fix in chosen.values() or _fits(inspected, [*chosen.values(), fix]):
                chosen[diagnostic] = fix
        return chosen

    def _may_apply(self, fix: Fix) -> bool:
        return fix.applicability is Applicability.SAFE or (
            self.unsafe and fix.applicability is Applicability.UNSAFE
        )


def _fits(inspected: Inspected, fixes: list[Fix]) -> bool:
    """Whether the last fix can be made together with the others, and their imports."""
    if any(fixes[-1].clashes(other) for other in fixes[:-1]):
        return False
    edits = {edit for fix in fixes for edit in fix.edits}
    return not any(edit.clashes(new) for new in _import_edits(inspected, fixes) for edit in edits)


def _import_edits(inspected: Inspected, fixes: list[Fix]) -> list[Edit]:
    from flake8_nnx_rng.fixes.imports import import_edits

    module = inspected.inspection.module
    return [] if module is None else import_edits(module, fixes)


def _apply(source: Source, inspected: Inspected, fixes: list[Fix]) -> Source:
    edits = [edit for fix in fixes for edit in fix.edits] + _import_edits(inspected, fixes)
    if inspected.document is not None:
        from flake8_nnx_rng.syntax import documents

        try:
            spans = [(edit.start, edit.end, edit.text) for edit in sorted(set(edits))]
            text = documents.rewrite(source.filename, source.text, inspected.document, spans)
        except documents.DocumentError as error:
            raise NotFixedError(error.reason) from error
        return replace(source, text=text)
    changed = replace(source, text=splice(source.text, edits))
    try:
        check_syntax(changed)
    except SourceError as error:
        raise NotFixedError(f"the fixed text {error.reason}") from error
    return changed


def _check_mended(before: Inspected, after: Inspected, chosen: Iterable[Diagnostic]) -> None:
    """Every finding that was fixed must be gone; what is not, was no fix."""
    counts = Counter(diagnostic.code for diagnostic, _ in before.shown)
    counts.subtract(Counter(diagnostic.code for diagnostic in chosen))
    fixed = {diagnostic.code for diagnostic in chosen}
    for code, count in Counter(diagnostic.code for diagnostic, _ in after.shown).items():
        if code in fixed and count > counts[code]:
            raise NotFixedError(f"{code} would still be found after its fix")
        if code == INTERNAL_ERROR:
            raise NotFixedError("the fixed text cannot be checked")


def report(source: Source, result: FixResult) -> FixReport:
    """The report of a source that was mended."""
    return FixReport(
        source.filename,
        before=source.text,
        after=result.text,
        applied=result.applied,
        left=result.left,
        problem=result.problem,
    )


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
    known = decode(source, filename) if isinstance(source, bytes) else from_text(source, filename)
    return Fixer(Checker(settings=settings), unsafe).fix(known)[1]


def fix_paths(
    paths: Iterable[str | Path],
    settings: Settings | None = None,
    executor: Executor | None = None,
    *,
    unsafe: bool = False,
    write: bool = True,
    checker: Checker | None = None,
) -> Iterator[FixReport]:
    """Mend files and the files in folders, as `check_paths` checks them; one report a file.

    With `write` each file that changes is replaced at once and whole, with its mode; a link stays.
    """
    checker = checker or Checker(settings=settings)
    work = partial(Fixer(checker, unsafe).fix_file, write=write)
    yield from over_files(paths, checker, work, _unreadable, executor)


def _unreadable(error: SourceError) -> FixReport:
    return FixReport(error.filename, error=error)
