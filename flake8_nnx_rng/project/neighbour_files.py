"""The files of a project that a checked file may import, or be imported by."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.project.contents import Contents
from flake8_nnx_rng.project.discovery import discover
from flake8_nnx_rng.project.folders import absolute
from flake8_nnx_rng.project.handed_names import HandedNames
from flake8_nnx_rng.project.importers import Importers
from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.project.lookups import Asked, Lookups
from flake8_nnx_rng.project.module_search import Fact, ModuleSearch
from flake8_nnx_rng.project.patterns import covers
from flake8_nnx_rng.project.roots import Roots
from flake8_nnx_rng.project.settings import Settings
from flake8_nnx_rng.syntax.import_text import Clause, clauses
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax, decode
from flake8_nnx_rng.time_limit import aside
from flake8_nnx_rng.witness import followed

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module

SUFFIXES = (".py", ".pyi")
_INIT = "__init__.py"
_README = "README.md"
_KEPT = 64
"""Parsed modules that are kept for the files that are checked next."""
_MAX_FOLDERS = 2000
_MAX_FILES = 5000
"""Beyond these no search is made for who imports a module."""

SettingsFor = Callable[[Path], Settings]


class Projects:
    """The projects of one run, each looked at once."""

    def __init__(
        self,
        settings_for: SettingsFor,
        contents: Contents | None = None,
        listings: Listings | None = None,
    ) -> None:
        self._settings_for = settings_for
        self._contents = contents or Contents()
        self._listings = listings or Listings()
        self.roots = Roots(self._listings)
        self._known: dict[Path, ProjectFiles] = {}

    def around(self, filename: str) -> ProjectFiles | None:
        """The project of a file; None where the name is that of no file."""
        if not filename.endswith(SUFFIXES) or not os.path.isfile(filename):
            return None
        root = self.roots.root(absolute(filename).parent)
        if root not in self._known:
            self._known[root] = ProjectFiles(
                root, self._settings_for, self._contents, self._listings
            )
        return self._known[root]

    def changed(self, filename: str) -> None:
        """Read a file again, of which an editor holds another text by now."""
        for project in self._known.values():
            project.changed(filename)


class ProjectFiles:
    """The Python files below one folder, without those that are excluded."""

    def __init__(
        self, root: Path, settings_for: SettingsFor, contents: Contents, listings: Listings
    ) -> None:
        self.root = str(root)
        self.contents = contents
        self.listings = listings
        self._path = root
        followed(root)
        self._real_root = os.path.realpath(root)
        self._settings_for = settings_for
        self.is_ours = cache(self._is_ours)
        self._modules = ModuleSearch(self.root, self.is_ours, listings)
        self._lookups = Lookups()
        self.find = cache(self._find)
        self.importing = cache(self._importing)
        self._aged_in = cache(self._aged_below)
        self._aged_digests = cache(self._digests)
        self._turns = Counter[str]()
        self._sources = lru_cache(4 * _KEPT)(self._read)
        self._parsed = lru_cache(_KEPT)(self._parse)
        self._handed = HandedNames(self.find, self._code)
        self.importers = Importers(root, self.listed, self.find, contents)

    def source(self, filename: str) -> Source | None:
        """What is in a file; None for one that cannot be read."""
        return self._sources(filename, self._turns[filename])

    def module(self, filename: str) -> Module | None:
        """A file parsed; None for one that cannot be."""
        return self._parsed(filename, self._turns[filename])

    def changed(self, filename: str) -> None:
        """Read a file again; what others are called, and where they are, stays."""
        before = self._imports(filename)
        self._turns[filename] += 1
        if self._imports(filename) != before:  # which others may take names from
            self._sources.cache_clear()
            self._parsed.cache_clear()
        self._handed.changed(self.identity(filename))
        self.importers.changed(filename)
        self.importing.cache_clear()
        self._aged_in.cache_clear()
        self._aged_digests.cache_clear()

    def _imports(self, filename: str) -> list[Clause]:
        return [*clauses(self._code(filename) or "", "")]

    def identity(self, filename: str) -> str:
        """The path by which a file is known here."""
        return str(absolute(filename))

    def shown(self, filename: str) -> str:
        """The path from the root of the project."""
        return Path(os.path.relpath(filename, self.root)).as_posix()

    def behind(self, filename: str) -> Asked:
        """All that was looked for so far on behalf of a file and of those that are read for it."""
        return self._lookups.behind(self.identity(filename))

    def users(self, name: str, origin: str) -> list[Source]:
        """The files that may take a name from one, the tests first, and the project's README."""
        named = self.importers.named(name, absolute(origin).relative_to(self._path))
        files = sorted(named, key=lambda file: ("test" not in Path(file).name, file))
        found = (self.source(file) for file in [*files, str(self._path / _README)])
        return [source for source in found if source is not None and name in source.text]

    def imported(self, origin: str) -> list[Source]:
        """The project's files that one imports, as modules or for names of theirs, in order."""
        origin = self.identity(origin)
        source = self.source(origin)
        found: dict[str, None] = {}
        for clause in clauses(source.code, "") if source is not None else ():
            module = clause.module.lstrip(".")
            names = tuple(module.split(".")) if module else ()
            level = len(clause.module) - len(module)
            ways = [names, *([(*names, clause.name)] if clause.name not in ("", "*") else [])]
            files = (self.find(way, level, origin) for way in ways)
            found |= dict.fromkeys(file for file in files if file is not None and file != origin)
        return [source for file in found if (source := self.source(file)) is not None]

    def _find(self, names: tuple[str, ...], level: int, origin: str) -> str | None:
        """The file of a module that an import in a file means, where only one may be meant."""
        answer = self._modules.find(names, level, os.path.dirname(origin))
        self._lookups.found(origin, answer)
        return answer.file

    def _importing(self, name: str, origin: str) -> list[str]:
        """The project's files about NNX that may take a name from a file, in order."""
        module = Path(origin).relative_to(self._path)
        with aside():  # the whole project may be searched for the first one
            named, files = self.importers.named(name, module), self.importers.of(name, module)
        self._lookups.importing(origin, name, files, named)
        return files

    def aged(self, origin: str) -> tuple[str, ...]:
        """The files of the package of a file whose text may show that they are old, in order.

        Of a folder that is no package, those that the file imports.
        """
        package, facts = self._package(os.path.dirname(origin))
        files = self._aged_in(package)
        self._lookups.aged(origin, package, facts)
        if not files or self._is_package(package):
            return files
        imported = set(self._imported(origin))
        return tuple(file for file in files if file in imported)

    def _imported(self, origin: str) -> Iterator[str | None]:
        source = self.source(origin)
        for clause in clauses(source.text, "") if source is not None else ():
            names = clause.module.lstrip(".")
            level = len(clause.module) - len(names)
            yield self.find(tuple(names.split(".")) if names else (), level, origin)

    def aged_digests(self, package: str) -> tuple[str, ...]:
        """What the answer for a package rests on."""
        return (self._digests if self.contents.has_changing else self._aged_digests)(package)

    def _digests(self, package: str) -> tuple[str, ...]:
        return tuple(f"{self.shown(f)}:{self.contents.digest(f)}" for f in self._aged_in(package))

    def _aged_below(self, package: str) -> tuple[str, ...]:
        start = os.path.join(package, "")
        is_flat = not self._is_package(package)
        with aside():
            aged = self.importers.aged
        return tuple(
            file
            for file in aged
            if file.startswith(start) and not (is_flat and os.path.dirname(file) != package)
        )

    def _package(self, folder: str) -> tuple[str, list[Fact]]:
        """The outermost package around the files of a folder; the folder where that is in none."""
        facts = [(folder, _INIT, self._is_package(folder))]
        while folder != self.root and facts[-1][2]:
            above = os.path.dirname(folder)
            facts.append((above, _INIT, self._is_package(above)))
            if not facts[-1][2]:
                break
            folder = above
        return folder, facts

    def _is_package(self, folder: str) -> bool:
        return self.listings.has_any(folder, (_INIT,))

    def _is_ours(self, path: str) -> bool:
        """Whether a file may be read."""
        settings = self._settings_for(self._path)
        inside = os.path.realpath(path).startswith(os.path.join(self._real_root, ""))
        return inside and not covers(
            path, settings.exclude + settings.extend_exclude, settings.root
        )

    def listed(self) -> Iterator[Path]:
        """The Python files of the project that a search finds; none where they are too many."""
        folders = 0

        def settings_for(folder: Path) -> Settings:
            nonlocal folders
            folders += 1
            if folders > _MAX_FOLDERS:
                raise _TooManyError
            return self._settings_for(folder)

        found = (path for path in discover([self._path], settings_for) if isinstance(path, Path))
        modules = (path for path in found if path.suffix in SUFFIXES)
        try:
            listed = list(islice(modules, _MAX_FILES + 1))
        except _TooManyError:
            return
        if len(listed) <= _MAX_FILES:
            yield from (
                path for path in listed if not os.path.islink(path) or self.is_ours(str(path))
            )

    def _read(self, filename: str, turn: int) -> Source | None:
        try:
            return self.handed(decode(self.contents.read(filename), filename))
        except (OSError, ValueError):  # SourceError is one
            return None

    def handed(self, source: Source) -> Source:
        """A source that knows what other files hand on to it."""
        file = self.identity(source.filename)
        return source.known_to(lambda: self._handed.to(source.code, file))

    def _code(self, filename: str) -> str | None:
        source = self.source(filename)
        return None if source is None else source.code

    def _parse(self, filename: str, turn: int) -> Module | None:
        from flake8_nnx_rng.syntax.module import Module  # loads much, and not all need it

        source = self.source(filename)
        try:
            if source is not None:
                check_syntax(source)
                return Module(source)
        except SourceError:
            pass
        return None


class _TooManyError(Exception):
    """A folder is too large to be searched."""
