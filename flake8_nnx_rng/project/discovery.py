"""Finds the files to look at."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from flake8_nnx_rng.project.folders import absolute
from flake8_nnx_rng.project.gitignore import GIT, Gitignore
from flake8_nnx_rng.project.settings import Settings
from flake8_nnx_rng.witness import followed, saw_folder

CACHE = ".nnx_rng_cache"
"""The folder of our own that is never searched, whatever is excluded."""
SUFFIXES = frozenset({".py", ".pyi", ".ipynb", ".md", ".rst"})


class Problem(NamedTuple):
    """A path that could not be followed, and why."""

    path: Path
    reason: str


def discover(
    paths: Sequence[Path], settings_for: Callable[[Path], Settings]
) -> Iterator[Path | Problem]:
    """The files that the paths stand for, each once, spelled as the paths are.

    A file is taken as given, if the settings do not refuse it; a folder is searched. Links come
    last: a file goes by its own name where it has been given, too, and one that is excluded is not
    reached by another name. `settings_for` is asked with
    folders.
    """
    search = _Search(settings_for)
    for path in sorted(paths, key=_is_link):
        yield from search.given(path)


class _Folder(NamedTuple):
    """A folder that is to be searched, its real path, and what is left out around it."""

    path: Path
    real: str
    around: Gitignore


class _Search:
    def __init__(self, settings_for: Callable[[Path], Settings]) -> None:
        self._settings_for = settings_for
        self._seen: set[str] = set()

    def given(self, path: Path) -> Iterator[Path | Problem]:
        """Follow a path that the user named."""
        followed(path)
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError) as error:
            yield _problem(path, error)
            return
        if self._settings_for(path if is_folder else path.parent).refuses(path):
            return
        real = os.path.realpath(path)
        if is_folder:
            yield from self._below(_Folder(path, real, Gitignore.around(path)))
        elif self._is_new(real) and not (_is_link(path) and self._covers(real)):
            yield path

    def _covers(self, target: str) -> bool:
        """Whether the file that a link leads to is excluded, whatever the link is called."""
        return self._settings_for(Path(target).parent).covers(target)

    def _below(self, folder: _Folder) -> Iterator[Path | Problem]:
        """Search a folder and those in it, as deep as there are any."""
        entered = [self._folder(*folder)]
        while entered:
            found = next(entered[-1], None)
            if found is None:
                entered.pop()
            elif isinstance(found, _Folder):
                entered.append(self._folder(*found))
            else:
                yield found

    def _folder(
        self, folder: Path, real: str, around: Gitignore
    ) -> Iterator[Path | Problem | _Folder]:
        """What is in a folder that has this real path."""
        if not self._is_new(real):
            return
        saw_folder(folder)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except OSError as error:
            yield _problem(folder, error)
            return
        is_special = any(entry.name in GIT for entry in entries)
        gitignore = around.entering(folder) if is_special else around
        for entry in self._wanted(entries, folder, gitignore):
            path = folder / entry.name
            if entry.is_symlink():
                if self._is_found_by_no_other_name(os.path.realpath(path)):
                    yield path
                continue
            place = os.path.join(real, entry.name)
            if entry.is_dir():
                yield _Folder(path, place, gitignore)
            elif self._is_new(place):
                yield path

    def _is_found_by_no_other_name(self, target: str) -> bool:
        """Whether a link leads to a script without a suffix, in a folder that is searched.

        All else that it may lead to is found itself, or is not to be looked at.
        """
        if Path(target).suffix.lower() in SUFFIXES or os.path.dirname(target) not in self._seen:
            return False
        return not self._settings_for(Path(target).parent).excludes(target) and self._is_new(target)

    def _wanted(
        self, entries: Iterable[os.DirEntry[str]], folder: Path, gitignore: Gitignore
    ) -> Iterator[os.DirEntry[str]]:
        """The folders to enter and the files to look at."""
        excludes, place = self._settings_for(folder).excludes, absolute(folder)
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if (
                (is_folder or _is_source(entry))
                and entry.name != CACHE
                and not excludes(os.path.join(folder, entry.name))
                and not gitignore.ignores(place, entry.name, is_folder=is_folder)
            ):
                yield entry

    def _is_new(self, real: str) -> bool:
        """Whether this file or folder was not reached before, by whatever name."""
        is_new = real not in self._seen
        self._seen.add(real)
        return is_new


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):  # the path is told as a problem later on
        return False


def _is_source(entry: os.DirEntry[str]) -> bool:
    dot = entry.name.rfind(".")
    return dot > 0 and entry.name[dot:].lower() in SUFFIXES and _is_file(entry)


def _is_file(entry: os.DirEntry[str]) -> bool:
    if entry.is_symlink():
        followed(entry.path)
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _problem(path: Path, error: OSError | ValueError) -> Problem:
    reason = error.strerror if isinstance(error, OSError) else None
    return Problem(path, reason or str(error))
