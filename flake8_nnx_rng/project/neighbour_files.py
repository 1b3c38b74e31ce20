"""The files of a project that a checked file may import, or be imported by."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.project.discovery import discover
from flake8_nnx_rng.project.folders import absolute, upward
from flake8_nnx_rng.project.importers import Importers
from flake8_nnx_rng.project.patterns import covers
from flake8_nnx_rng.project.settings import Settings
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax, read

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module

SUFFIXES = (".py", ".pyi")
_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
_KNOWN = frozenset({"flax", "jax", "jaxlib", "numpy", "optax", "functools"})
"""What the semantics know by name, wherever it stands."""
_KEPT = 64
"""Parsed modules that are kept for the files that are checked next."""
_MAX_FOLDERS = 2000
_MAX_FILES = 5000
"""Beyond these no search is made for who imports a module."""

SettingsFor = Callable[[Path], Settings]


class Projects:
    """The projects of one run, each looked at once."""

    def __init__(self, settings_for: SettingsFor) -> None:
        self._settings_for = settings_for
        self._known: dict[Path, ProjectFiles] = {}

    def around(self, filename: str) -> ProjectFiles | None:
        """The project of a file; None where the name is that of no file."""
        if not filename.endswith(SUFFIXES) or not os.path.isfile(filename):
            return None
        root = _root(absolute(filename).parent)
        if root not in self._known:
            self._known[root] = ProjectFiles(root, self._settings_for)
        return self._known[root]


def _root(folder: Path) -> Path:
    """The nearest folder upward that is a project; else the one that holds the topmost package."""
    for place in upward(folder):
        if any(os.path.exists(place / marker) for marker in _MARKERS):
            return place
    return _above_packages(folder)


def _above_packages(folder: Path) -> Path:
    while os.path.isfile(folder / "__init__.py") and folder.parent != folder:
        folder = folder.parent
    return folder


class ProjectFiles:
    """The Python files below one folder, without those that are excluded."""

    def __init__(self, root: Path, settings_for: SettingsFor) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._settings_for = settings_for
        self.find = cache(self._find)
        self.source = lru_cache(4 * _KEPT)(self._read)
        self.module = lru_cache(_KEPT)(self._parse)
        self._file = cache(self._existing)
        self._importers = Importers(self.listed, self.find)

    def identity(self, filename: str) -> str:
        """The path by which a file is known here."""
        return str(absolute(filename))

    def shown(self, filename: str) -> str:
        """The path from the root of the project."""
        return Path(os.path.relpath(filename, self._root)).as_posix()

    def _find(self, names: tuple[str, ...], level: int, origin: str) -> str | None:
        """The file of a module that an import in a file means, where only one may be meant."""
        folder = Path(origin).parent
        if level:
            above = [folder, *folder.parents]
            return self._file(above[level - 1], names) if level <= len(above) else None
        if not names or names[0] in _KNOWN:
            return None
        bases = dict.fromkeys((_above_packages(folder), folder, self._root, self._root / "src"))
        found = {file for base in bases if (file := self._file(base, names)) is not None}
        return found.pop() if len(found) == 1 else None

    def _existing(self, base: Path, names: tuple[str, ...]) -> str | None:
        """A package or module below a folder; None where it is not to be read."""
        place = base.joinpath(*names)
        candidates = [
            place / "__init__.py",
            *([place.with_name(f"{names[-1]}.py")] if names else []),
        ]
        file = next((path for path in candidates if os.path.isfile(path)), None)
        return None if file is None or not self._is_ours(file) else str(file)

    def _is_ours(self, path: Path) -> bool:
        settings = self._settings_for(self._root)
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

        found = (path for path in discover([self._root], settings_for) if isinstance(path, Path))
        modules = (path for path in found if path.suffix in SUFFIXES)
        try:
            listed = list(islice(modules, _MAX_FILES + 1))
        except _TooManyError:
            return
        if len(listed) <= _MAX_FILES:
            yield from (path for path in listed if not path.is_symlink() or self._is_ours(path))

    def importing(self, name: str, origin: str) -> list[str]:
        """The project's files about NNX that may take a name from a file, in order."""
        return self._importers.of(name, Path(origin).relative_to(self._root))

    def _read(self, filename: str) -> Source | None:
        try:
            return read(filename)
        except SourceError:
            return None

    def _parse(self, filename: str) -> Module | None:
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
