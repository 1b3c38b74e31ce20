"""Checks sources and files as a project wants it: its settings, its target, documents, noqa."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flake8_nnx_rng import linter
from flake8_nnx_rng.diagnostic import TextEdit
from flake8_nnx_rng.fixes.style import FixOptions, read_style
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.neighbour_files import Projects
from flake8_nnx_rng.project.settings import Overrides, Settings, SettingsLoader
from flake8_nnx_rng.project.target import Target, TargetFinder
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.suppression import unsuppressed
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import DOCUMENTS, Source, SourceError, decode, from_text, read

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.diagnostic import Diagnostic, SuggestedFix
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Rule
    from flake8_nnx_rng.syntax.documents import Document


_Report = TypeVar("_Report")


@dataclass(frozen=True)
class FileReport:
    """What checking one file gave: findings, or why it could not be checked."""

    filename: str
    diagnostics: tuple[Diagnostic, ...] = ()
    error: SourceError | None = None


@dataclass(frozen=True)
class Inspected:
    """What a source came to: what is to be shown with the fixes, and the document it stands in."""

    inspection: linter.Inspection
    shown: tuple[tuple[Diagnostic, Fix | None], ...] = ()
    document: Document | None = None


class Checker:
    """Checks for one run; settings and targets of folders are found once.

    Flake8 reads its own configuration, parses and suppresses itself: within it none is done here.

    `settings` hold for every file when given, else each file has those of its own folder, with
    `overrides` on top. Raises `ConfigError` for a configuration that cannot be used.
    """

    def __init__(
        self,
        overrides: Overrides | None = None,
        settings: Settings | None = None,
        *,
        within_flake8: bool = False,
    ) -> None:
        self._given = overrides, settings, within_flake8
        codes = frozenset(rule.code for rule in all_rules())
        self._loader = SettingsLoader(overrides, codes, within_flake8=within_flake8)
        self._within_flake8 = within_flake8
        self._settings = settings
        self._find_target = TargetFinder()
        self._projects = Projects(self.settings_for)
        self._shared: linter.Shared = {}

    def __reduce__(self) -> tuple[Callable[..., Checker], tuple[Any, ...]]:
        """Send another process what the checker was made from, not what it has found so far.

        That may change at any moment while it is being sent.
        """
        overrides, settings, within_flake8 = self._given
        return partial(Checker, within_flake8=within_flake8), (overrides, settings)

    def settings_for(self, folder: Path) -> Settings:
        """The settings for the files of a folder."""
        return self._loader(folder) if self._settings is None else self._settings

    def target_for(self, folder: Path) -> Target:
        """The release that the files of a folder are checked for, and why."""
        settings = self.settings_for(folder)
        try:
            return self._find_target(folder, settings.target_flax, settings.target_reason)
        except ValueError as error:
            raise ConfigError("settings", str(error)) from error

    def check(self, source: Source) -> list[Diagnostic]:
        """All findings in a source, but for suppressed ones.

        Raises `SourceError` for a source that cannot be parsed.
        """
        return [diagnostic for diagnostic, _ in self.inspect(source).shown]

    def inspect(self, source: Source, *, legacy: bool = False) -> Inspected:
        """The same with all that is needed to mend what was found.

        `legacy` says that the source was of the implicit releases before part of it was mended.
        """
        if "nnx" not in source.text:  # nothing to find, so settings and target need not be sought
            return Inspected(linter.Inspection())
        if source.filename.lower().endswith(DOCUMENTS):
            return self._inspect_document(source, legacy)
        inspection = self._lint(source, source.text, legacy)
        if self._within_flake8:
            return Inspected(inspection, inspection.found)
        return Inspected(inspection, unsuppressed(inspection.found, source.code))

    def _lint(self, module: Source, text: str, legacy: bool) -> linter.Inspection:
        """Lint a module that stands in a text; within flake8 nothing is mended."""
        folder = Path(module.filename).parent
        settings, target = self.settings_for(folder), self.target_for(folder)

        options = FixOptions(read_style(text, settings.line_length), settings.exact_pmap)

        def enabled(rule: Rule) -> bool:
            return settings.enabled(rule.code, rule.on_by_default, module.filename)

        return linter.inspect(
            module,
            target.release,
            enabled,
            target.declared,
            parsed=self._within_flake8,
            fixing=None if self._within_flake8 else options,
            legacy=legacy,
            files=self._projects.around(module.filename) if settings.across_files else None,
            shared=self._shared,
        )

    def _inspect_document(self, source: Source, legacy: bool) -> Inspected:
        from flake8_nnx_rng.syntax import documents  # many modules, and flake8 never needs them

        try:
            document = documents.extract(source.filename, source.text)
        except documents.DocumentError as error:
            raise SourceError(source.filename, error.reason, error.row, error.column) from error
        module = Source(source.filename, document.code)
        inspection = self._lint(module, document.code, legacy)
        found = unsuppressed(inspection.found, module.code)
        shown = tuple((_in_document(d, document), fix) for d, fix in found)
        return Inspected(inspection, shown, document)

    def check_file(self, path: Path) -> FileReport:
        """Check one file; what goes wrong in it is reported, never raised but for `ConfigError`."""
        try:
            return FileReport(str(path), tuple(self.check(read(path))))
        except SourceError as error:
            return FileReport(str(path), error=error)
        except ConfigError:
            raise
        except Exception as error:  # a broken file must not stop the others
            return FileReport(str(path), (linter.internal_error(str(path), error),))


def _in_document(diagnostic: Diagnostic, document: Document) -> Diagnostic:
    """Move a diagnostic from the virtual module to the notebook or text that it came from."""
    start = document.place(*diagnostic.location)
    end = document.place(*diagnostic.end_location)
    return replace(
        diagnostic,
        location=Position(start.row, start.column),
        end_location=Position(end.row, end.column),
        cell=start.cell,
        fix=diagnostic.fix and _fix_in_document(diagnostic.fix, document),
    )


def _fix_in_document(fix: SuggestedFix, document: Document) -> SuggestedFix:
    return replace(fix, edits=tuple(_edit_in_document(edit, document) for edit in fix.edits))


def _edit_in_document(edit: TextEdit, document: Document) -> TextEdit:
    start, end = document.place(*edit.location), document.place(*edit.end_location)
    return TextEdit(
        location=Position(start.row, start.column),
        end_location=Position(end.row, end.column),
        content=document.written(edit.content, edit.location.row),
        cell=start.cell,
    )


def check_source(
    source: str | bytes, *, filename: str = "<string>", settings: Settings | None = None
) -> list[Diagnostic]:
    """All findings in one source, in the order of places.

    The file name says what kind of source it is and where its settings are sought when none are
    given; it need not exist. Raises `SourceError` for a source that cannot be decoded or parsed
    and `ConfigError` for settings that cannot be used.
    """
    known = decode(source, filename) if isinstance(source, bytes) else from_text(source, filename)
    return Checker(settings=settings).check(known)


def check_paths(
    paths: Iterable[str | Path],
    settings: Settings | None = None,
    executor: Executor | None = None,
    *,
    checker: Checker | None = None,
) -> Iterator[FileReport]:
    """Check files and the files in folders; one report a file, in the order of `discover`.

    With an executor the files are checked in it, in chunks; any `concurrent.futures` one will do,
    processes serve best since parsing holds the interpreter lock. A path that cannot be followed
    gives a report with an error. Raises `ConfigError`.
    """
    checker = checker or Checker(settings=settings)
    yield from over_files(paths, checker, checker.check_file, _unreadable, executor)


def _unreadable(error: SourceError) -> FileReport:
    return FileReport(error.filename, error=error)


def over_files(
    paths: Iterable[str | Path],
    checker: Checker,
    work: Callable[[Path], _Report],
    unreadable: Callable[[SourceError], _Report],
    executor: Executor | None,
) -> Iterator[_Report]:
    """The report of each file that the paths mean, in the order of `discover`."""
    from flake8_nnx_rng.project.discovery import Problem, discover

    found = list(discover([Path(path) for path in paths], checker.settings_for))
    files = [path for path in found if not isinstance(path, Problem)]
    if executor is None:
        done: Iterator[_Report] = map(work, files)
    else:
        done = executor.map(work, files, chunksize=16)
    for path in found:
        if isinstance(path, Problem):
            yield unreadable(SourceError(str(path.path), path.reason))
        else:
            yield next(done)
