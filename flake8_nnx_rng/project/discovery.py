"""Finds the files to look at."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flake8_nnx_rng.project.gitignore import Gitignore
from flake8_nnx_rng.project.settings import Settings

SUFFIXES = frozenset({".py", ".pyi", ".ipynb", ".md", ".rst"})


@dataclass(frozen=True)
class Problem:
    """A path that could not be followed, and why."""

    path: Path
    reason: str


def discover(
    paths: Sequence[Path], settings_for: Callable[[Path], Settings]
) -> Iterator[Path | Problem]:
    """The files that the paths stand for, each once, spelled as the paths are.

    A file is taken as given; a folder is searched. `settings_for` is asked with folders.
    """
    search = _Search(settings_for)
    for path in paths:
        yield from search.given(path)


class _Search:
    def __init__(self, settings_for: Callable[[Path], Settings]) -> None:
        self._settings_for = settings_for
        self._seen: set[str] = set()

    def given(self, path: Path) -> Iterator[Path | Problem]:
        """Follow a path that the user named."""
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError) as error:
            yield _problem(path, error)
            return
        if is_folder:
            yield from self._folder(path, Gitignore.around(path))
        elif self._is_new(path):
            yield path

    def _folder(self, folder: Path, around: Gitignore) -> Iterator[Path | Problem]:
        if not self._is_new(folder):
            return
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield _problem(folder, error)
            return
        gitignore = around.entering(folder)
        settings = self._settings_for(folder)
        for entry in entries:
            yield from self._entry(folder / entry.name, entry, settings, gitignore)

    def _entry(
        self, path: Path, entry: os.DirEntry[str], settings: Settings, gitignore: Gitignore
    ) -> Iterator[Path | Problem]:
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not _is_source(path):
            return
        if settings.excludes(path) or gitignore.ignores(path, is_folder=is_folder):
            return
        if is_folder:
            yield from self._folder(path, gitignore)
        elif self._is_new(path):
            yield path

    def _is_new(self, path: Path) -> bool:
        """Whether this file or folder was not reached before, by whatever name."""
        identity = os.path.realpath(path)
        is_new = identity not in self._seen
        self._seen.add(identity)
        return is_new


def _is_source(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and os.path.isfile(path)


def _problem(path: Path, error: OSError | ValueError) -> Problem:
    reason = error.strerror if isinstance(error, OSError) else None
    return Problem(path, reason or str(error))
