"""Checks sources and files as a project wants it: its settings, its target, documents, noqa."""

from __future__ import annotations

import ast
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flake8_nnx_rng import linter
from flake8_nnx_rng.cache.entry import Entry
from flake8_nnx_rng.cache.results import Results
from flake8_nnx_rng.document_places import in_document
from flake8_nnx_rng.fixes.style import FixOptions, read_style
from flake8_nnx_rng.project import inline
from flake8_nnx_rng.project.config_files import ConfigFiles
from flake8_nnx_rng.project.contents import Contents, Seen, digest
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.project.neighbour_files import Projects
from flake8_nnx_rng.project.requirement import Said
from flake8_nnx_rng.project.settings import Overrides, Settings, SettingsLoader
from flake8_nnx_rng.project.target import Target, TargetFinder
from flake8_nnx_rng.reports import FileReport, Inspected
from flake8_nnx_rng.rules import rule_codes
from flake8_nnx_rng.running import Workers, over_files
from flake8_nnx_rng.semantics.releases import resolve
from flake8_nnx_rng.semantics.releases.source import UNKNOWN_SOURCE, SourceRelease
from flake8_nnx_rng.suppression import parted
from flake8_nnx_rng.syntax.source import DOCUMENTS, Source, SourceError, decode, from_text, read
from flake8_nnx_rng.time_limit import TimeLimitError, at_most, is_limited
from flake8_nnx_rng.turns import turn

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.rules.base import Rule
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.documents import Document

_T = TypeVar("_T")


class Checker:
    """Checks for one run; settings and targets of folders are found once.

    Flake8 reads its own configuration, parses and suppresses itself: within it none is done here.

    `settings` hold for every file when given, else each file has those of its own folder, with
    `overrides` on top. With `keeps`, what files came to is kept in the cache of their project,
    and taken from there, unless the settings say otherwise. `files` stand for the configuration
    that would be found, `buffers` for what the disk has of files that an editor holds, by absolute
    paths; who changes one of these says so by `changed`. Raises `ConfigError` for a
    configuration that cannot be used.
    """

    def __init__(
        self,
        overrides: Overrides | None = None,
        settings: Settings | None = None,
        *,
        within_flake8: bool = False,
        keeps: bool = False,
        files: ConfigFiles | None = None,
        buffers: Mapping[str, bytes] | None = None,
    ) -> None:
        self._given = overrides, settings, within_flake8, keeps, files
        self._run = os.urandom(8).hex()
        listings = Listings()
        self._loader = SettingsLoader(
            overrides,
            rule_codes(),
            within_flake8=within_flake8,
            files=files,
            listings=listings,
        )
        self._within_flake8 = within_flake8
        self._settings = settings
        self._find_target = TargetFinder(listings)
        self._contents = Contents(buffers)
        self._projects = Projects(self.settings_for, self._contents, listings)
        kind = "flake8" if within_flake8 else "command"
        made = Results(kind, self._projects, self.settings_for, self._judged_by)
        self._results = made if keeps else None
        self._shared: linter.Shared = {}
        self._is_littered = False
        linter.let_go_of_earlier_runs()

    def __reduce__(self) -> tuple[Callable[..., Checker], tuple[Any, ...]]:
        """Send another process what the checker was made from, not what it has found so far.

        That may change at any moment while it is being sent. What comes after it in the same run
        is met by the same checker there.
        """
        return _in_process, (self._run, *self._given)

    def changed(self, path: str) -> None:
        """Read a file again, which is known by its absolute path: it holds another text by now."""
        self._contents.changed(path)
        self._projects.changed(path)
        self._shared.clear()
        if gc.isenabled():
            gc.unfreeze()

    def settings_for(self, folder: Path) -> Settings:
        """The settings for the files of a folder."""
        return self._loader(folder) if self._settings is None else self._settings

    def target_for(self, folder: Path, own: Said = None) -> Target:
        """The release that the files of a folder are checked for, and why.

        A file may say something of its `own`.
        """
        settings = self.settings_for(folder)
        try:
            return self._find_target(folder, settings.target_flax, settings.target_reason, own)
        except ValueError as error:
            raise ConfigError("settings", str(error)) from error

    def _judged_by(self, folder: Path) -> tuple[str, str]:
        """The releases on which the findings in the files of a folder depend."""
        said = self._bounded_for(folder)
        return str(self.target_for(folder).release), str(said and (said.release, said.is_bound))

    def target_of(self, path: Path, text: str | None = None) -> Target:
        """The same of a file, which may hold another text by now."""
        return self.target_for(path.parent, _own(path, text))

    def said_for(self, folder: Path, own: Said = None) -> SourceRelease | None:
        """The release that the files of a folder were written for, where the project says so.

        What it requires tells that only as long as it is an implicit release: the requirement is
        often the first that is changed.
        """
        settings, target = self.settings_for(folder), self.target_for(folder, own)
        if settings.source_flax is not None:
            return SourceRelease(resolve(settings.source_flax), settings.source_reason)
        said = SourceRelease(target.declared, target.declared_reason)
        return said if said.is_implicit else None

    def _bounded_for(self, folder: Path, own: Said = None) -> SourceRelease | None:
        """The same, or the last release that they may be for: a lower one than the target."""
        said, target = self.said_for(folder, own), self.target_for(folder, own)
        if said is not None or target.declared is None or target.declared >= target.release:
            return said
        return SourceRelease(target.declared, target.declared_reason, is_bound=True)

    def said_of(self, path: Path, text: str | None = None) -> SourceRelease | None:
        """The same of a file, which may hold another text by now."""
        return self.said_for(path.parent, _own(path, text))

    def written_for(self, source: Source) -> SourceRelease:
        """The release that a source was written for, and what says so.

        Raises `SourceError` where it has to be parsed for that and cannot.
        """
        folder = Path(source.filename).parent
        own = inline.declared(source.filename, source.text)
        said = self.said_for(folder, own)
        if said is not None:
            return said
        shown = partial(self._shown_by, source, self.target_for(folder, own).release)
        return self.in_time(source.filename, shown) or UNKNOWN_SOURCE

    def _shown_by(self, source: Source, release: Release) -> SourceRelease:
        if source.filename.lower().endswith(DOCUMENTS):
            return linter.written_for(_document(source)[1], release)
        files = self._projects.around(source.filename)
        across = files if self.settings_for(Path(source.filename).parent).across_files else None
        return linter.written_for(source, release, None, across, self._shared)

    def users_of(self, filename: str, name: str) -> list[tuple[str, Source]]:
        """The files of the project that may use what a file defines, with their paths in it."""
        files = self._projects.around(filename)
        if files is None or not self.settings_for(Path(filename).parent).across_files:
            return []
        return [(files.shown(s.filename), s) for s in files.users(name, filename)]

    def imported_by(self, filename: str) -> list[Source]:
        """The files of the project that a file imports."""
        files = self._projects.around(filename)
        if files is None or not self.settings_for(Path(filename).parent).across_files:
            return []
        return files.imported(filename)

    def source_of(self, path: Path, text: str | None = None) -> SourceRelease | None:
        """The release that a file was written for, which may hold another text by now.

        None for one of which nothing is asked: it cannot be read, or is not about NNX.
        """
        try:
            if text is None and not self._contents.concerned(os.path.abspath(path)):
                return None
            source = read(path) if text is None else from_text(text, str(path))
            return self.written_for(source)
        except (OSError, ValueError):  # SourceError is one
            return None

    def check(self, source: Source) -> list[Diagnostic]:
        """All findings in a source, but for suppressed ones.

        Raises `SourceError` for a source that cannot be parsed.
        """
        return [diagnostic for diagnostic, _ in self.inspect(source).shown]

    def inspect(self, source: Source, *, pinned: SourceRelease | None = None) -> Inspected:
        """The same with all that is needed to mend what was found.

        `pinned` is the release that it was written for, as found before part of it was mended. Of
        a source that takes longer than the settings allow that is all that is told.
        """
        found = self.in_time(source.filename, partial(self._inspect, source, pinned))
        return self._given_up(source) if found is None else found

    def _inspect(self, source: Source, pinned: SourceRelease | None) -> Inspected:
        if self._within_flake8 and not ("nnx" in source.text or "NNX" in source.text):
            return Inspected(linter.Inspection())
        if source.filename.lower().endswith(DOCUMENTS):
            return self._inspect_document(source, pinned)
        own = inline.declared(source.filename, source.text)
        inspection = self._lint(source, source.text, pinned, own)
        if self._within_flake8:
            return Inspected(inspection, inspection.found)
        shown, hidden = parted(inspection.found, source.code)
        return Inspected(inspection, shown, silenced=tuple(d for d, _ in hidden))

    def glance(
        self, source: Source, text: str | None = None, *, pinned: SourceRelease | None = None
    ) -> Inspected:
        """What is found in a module, or in a part of it that stands in a text; no fix is made."""
        own = inline.declared(source.filename, source.text)
        look = partial(self._lint, source, text or source.text, pinned, own, mends=False)
        inspection = self.in_time(source.filename, look)
        if inspection is None:
            return self._given_up(source)
        shown, hidden = parted(inspection.found, source.code)
        return Inspected(inspection, shown, silenced=tuple(d for d, _ in hidden))

    def _lint(
        self,
        module: Source,
        text: str,
        pinned: SourceRelease | None,
        own: Said,
        *,
        mends: bool = True,
    ) -> linter.Inspection:
        """Lint a module that stands in a text; within flake8 nothing is mended."""
        folder = Path(module.filename).parent
        settings, target = self.settings_for(folder), self.target_for(folder, own)

        options = FixOptions(read_style(text, settings.line_length), settings.exact_pmap)

        def enabled(rule: Rule) -> bool:
            return settings.enabled(rule.code, rule.on_by_default, module.filename)

        return linter.inspect(
            module,
            target.release,
            enabled,
            self._bounded_for(folder, own),
            parsed=self._within_flake8,
            fixing=options if mends and not self._within_flake8 else None,
            pinned=pinned,
            files=self._projects.around(module.filename) if settings.across_files else None,
            shared=self._shared,
        )

    def in_time(self, name: str, work: Callable[[], _T]) -> _T | None:
        """What the work on a file comes to; None where that takes longer than it may.

        Work that is part of other work has the time of that one. Threads wait for one another.
        """
        if is_limited():
            return work()
        with turn():
            self._tidy()
            try:
                with at_most(self.time_limit(name)):
                    return work()
            except TimeLimitError:
                self._shared.clear()  # which was half known
                self._is_littered = True
        return None

    def _tidy(self) -> None:
        """Throw away what was made in vain, which takes long: not before other work is there."""
        if self._is_littered:
            self._is_littered = False
            gc.unfreeze()
            gc.collect()

    def time_limit(self, name: str) -> float:
        """Seconds that the work on a file may take; 0 for as many as it likes."""
        return self.settings_for(Path(name).parent).time_limit

    def given_up(self, name: str) -> Diagnostic:
        """What is told of a file that took longer."""
        return linter.took_too_long(name, self.time_limit(name))

    def _given_up(self, source: Source) -> Inspected:
        """What a source comes to that took too long; a document is known as such."""
        shown = ((self.given_up(source.filename), None),)
        is_document = source.filename.lower().endswith(DOCUMENTS)
        document = _document(source)[0] if is_document else None
        return Inspected(linter.Inspection(), shown, document, is_given_up=True)

    def _inspect_document(self, source: Source, pinned: SourceRelease | None) -> Inspected:
        document, module = _document(source)
        own = inline.declared(source.filename, source.text)
        inspection = self._lint(module, document.code, pinned, own)
        found, hidden = parted(inspection.found, module.code)
        shown = tuple((in_document(d, document), fix) for d, fix in found)
        places = tuple(diagnostic.location for diagnostic, _ in found)
        refused = _refused(source.filename, document)
        silenced = tuple(in_document(diagnostic, document) for diagnostic, _ in hidden)
        return Inspected(inspection, shown, document, places, refused, silenced)

    def check_file(self, path: Path) -> FileReport:
        """Check one file; what goes wrong in it is reported, never raised but for `ConfigError`."""
        return self.known(path, named=True) or self.check_anew(path)

    def known(self, path: Path, named: bool = False) -> FileReport | None:
        """What can be told of a file without parsing it; None where that is not enough."""
        report = self.unconcerned(path, named)
        if report is not None or self._results is None:
            return report
        name, place = str(path), os.path.abspath(path)
        entry = self._results.recall(place, name, self._contents.seen(place))
        if entry is None:
            return None
        return FileReport(name, entry.diagnostics, entry.error, entry.silenced)

    def unconcerned(self, path: Path, named: bool) -> FileReport | None:
        """The report of a file that cannot be read, or that need not be parsed.

        That is one that is neither named itself nor about NNX nor imports Flax.
        """
        name = str(path)
        try:
            concerned = self._contents.concerned(os.path.abspath(path))
        except (OSError, ValueError) as error:  # ValueError: a null byte in the path
            return FileReport(name, error=_unreadable(name, error))
        return None if named or concerned else FileReport(name)

    def check_anew(self, path: Path) -> FileReport:
        """Check a file of which nothing is known."""
        name, place = str(path), os.path.abspath(path)
        try:
            data = self._contents.read(place)
        except (OSError, ValueError) as error:
            return FileReport(name, error=_unreadable(name, error))
        try:
            report = self.check_data(data, name)
        except ConfigError:
            raise
        except Exception as error:  # a broken file must not stop the others
            report = FileReport(name, (linter.internal_error(name, error),))
        found = Entry(report.diagnostics, report.error, silenced=report.silenced)
        self._keep(place, digest(data), found)
        return report

    def check_data(self, data: bytes, name: str) -> FileReport:
        """Check what a file of this name holds; a notebook may be read but for some cells."""
        try:
            inspected = self.inspect(decode(data, name))
        except SourceError as error:
            return FileReport(name, error=error)
        shown = tuple(diagnostic for diagnostic, _ in inspected.shown)
        return FileReport(name, shown, inspected.error, inspected.silenced)

    def check_text(self, text: str, name: str, tree: ast.Module | None = None) -> list[Diagnostic]:
        """As `check`, for the text that flake8 has read from a file of this name, and parsed."""
        place, data = os.path.abspath(name), text.encode("utf-8", "surrogatepass")
        seen = Seen(digest(data), len(data))
        entry = self._results and self._results.recall(place, name, seen)
        if entry:
            return [*entry.diagnostics]
        found = self.check(replace(from_text(text, name), given=tree))
        self._keep(place, seen.digest, Entry(tuple(found)))
        return found

    def _keep(self, place: str, content: str, entry: Entry) -> None:
        if self._results is not None:
            self._results.keep(place, content, entry)


@lru_cache(maxsize=1)
def _in_process(
    run: str,
    overrides: Overrides | None,
    settings: Settings | None,
    flake8: bool,
    keeps: bool,
    files: ConfigFiles | None,
) -> Checker:
    return Checker(overrides, settings, within_flake8=flake8, keeps=keeps, files=files)


def _document(source: Source) -> tuple[Document, Source]:
    """A notebook or page, and the module that it holds."""
    from flake8_nnx_rng.syntax import documents  # many modules, and flake8 never needs them

    try:
        document = documents.extract(source.filename, source.text)
    except documents.DocumentError as error:
        raise SourceError(source.filename, error.reason, error.row, error.column) from error
    return document, Source(source.filename, document.code)


def _refused(filename: str, document: Document) -> SourceError | None:
    """What cannot be parsed of a document, all of it in one line."""
    told = "; ".join(map(str, document.refused))
    return SourceError(filename, told) if told else None


def _own(path: Path, text: str | None) -> Said:
    """What a file says itself; nothing where it cannot be read."""
    try:
        return inline.declared(str(path), read(path).text if text is None else text)
    except SourceError:
        return None


def _unreadable(name: str, error: OSError | ValueError) -> SourceError:
    reason = error.strerror if isinstance(error, OSError) else None
    return SourceError(name, reason or str(error))


def check_source(
    source: str | bytes, *, filename: str = "<string>", settings: Settings | None = None
) -> list[Diagnostic]:
    """All findings in one source, in the order of places.

    The file name says what kind of source it is and where its settings are sought when none are
    given; it need not exist. Raises `SourceError` for a source that cannot be decoded or parsed
    and `ConfigError` for settings that cannot be used. Cells of a notebook that cannot be parsed
    are left out; `check_paths` tells which.
    """
    known = decode(source, filename) if isinstance(source, bytes) else from_text(source, filename)
    return Checker(settings=settings).check(known)


def check_paths(
    paths: Iterable[str | Path],
    settings: Settings | None = None,
    executor: Executor | Workers | None = None,
    *,
    checker: Checker | None = None,
) -> Iterator[FileReport]:
    """Check files and the files in folders; one report a file, in the order of `discover`.

    With an executor the files are checked in it, in chunks; any `concurrent.futures` one will do,
    processes serve best since parsing holds the interpreter lock. A path that cannot be followed
    gives a report with an error. Raises `ConfigError`.
    """
    checker = checker or Checker(settings=settings)
    yield from over_files(
        paths,
        checker.settings_for,
        checker.check_anew,
        _unfollowed,
        executor,
        known=checker.known,
        lost=_lost,
    )


def _unfollowed(error: SourceError) -> FileReport:
    return FileReport(error.filename, error=error)


def _lost(path: Path) -> FileReport:
    return FileReport(str(path), (linter.process_ended(str(path)),))
