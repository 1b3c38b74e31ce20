"""Checks sources and files as a project wants it: its settings, its target, documents, noqa."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng import linter
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.settings import Overrides, Settings, SettingsLoader
from flake8_nnx_rng.project.target import Target, TargetFinder
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.suppression import unsuppressed
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import DOCUMENTS, Source, SourceError, decode, from_text, read

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.rules.base import Rule
    from flake8_nnx_rng.syntax.documents import Document


@dataclass(frozen=True)
class FileReport:
    """What checking one file gave: findings, or why it could not be checked."""

    filename: str
    diagnostics: tuple[Diagnostic, ...] = ()
    error: SourceError | None = None


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
        if "nnx" not in source.text:  # nothing to find, so settings and target need not be sought
            return []
        folder = Path(source.filename).parent
        settings, target = self.settings_for(folder), self.target_for(folder)

        def enabled(rule: Rule) -> bool:
            return settings.enabled(rule.code, rule.on_by_default, source.filename)

        lint = partial(
            linter.lint,
            release=target.release,
            enabled=enabled,
            declared=target.declared,
            parsed=self._within_flake8,
        )
        if source.filename.lower().endswith(DOCUMENTS):
            return self._check_document(source, lint)
        found = lint(source)
        return found if self._within_flake8 else unsuppressed(found, source.code)

    def _check_document(self, source: Source, lint: partial[list[Diagnostic]]) -> list[Diagnostic]:
        from flake8_nnx_rng.syntax import documents  # many modules, and flake8 never needs them

        try:
            document = documents.extract(source.filename, source.text)
        except documents.DocumentError as error:
            raise SourceError(source.filename, error.reason, error.row, error.column) from error
        module = Source(source.filename, document.code)
        return [_in_document(d, document) for d in unsuppressed(lint(module), module.code)]

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
    from flake8_nnx_rng.project.discovery import Problem, discover

    checker = checker or Checker(settings=settings)
    found = list(discover([Path(path) for path in paths], checker.settings_for))
    files = [path for path in found if not isinstance(path, Problem)]
    if executor is None:
        checked: Iterator[FileReport] = map(checker.check_file, files)
    else:
        checked = executor.map(checker.check_file, files, chunksize=16)
    for path in found:
        if isinstance(path, Problem):
            yield FileReport(str(path.path), error=SourceError(str(path.path), path.reason))
        else:
            yield next(checked)
