"""What git would leave out: the .gitignore files of a folder and those around it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from flake8_nnx_rng.project.folders import absolute, lenient_text, upward
from flake8_nnx_rng.project.gitignore_names import Names, lines
from flake8_nnx_rng.project.globs import git_expression
from flake8_nnx_rng.witness import saw_name

_FILE = ".gitignore"
_REPOSITORY = ".git"
GIT = frozenset({_FILE, _REPOSITORY})
"""What in a folder matters here."""


class _Line(NamedTuple):
    """One line: what it names, whether only folders, and whether it leaves that out."""

    names: re.Pattern[str]
    is_for_folders: bool
    leaves_out: bool


class _Spec:
    """The .gitignore file of one folder."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        self._written = lines(text)
        self._names = Names(self._written)

    def says(self, place: Path, *, is_folder: bool) -> bool | None:
        """Whether a path below the folder is left out; None where no line is about it."""
        name = place.relative_to(self.folder).as_posix()
        for line in self._lines:
            if (is_folder or not line.is_for_folders) and line.names.match(name):
                return line.leaves_out
        return None

    def may_name(self, folder: str, name: str) -> bool:
        """Whether a line may be about a name in a folder that is not left out."""
        return self._names.may_hold(folder, name)

    @cached_property
    def _lines(self) -> list[_Line]:
        """The last line first, which decides."""
        return [*map(_read, reversed(self._written))]


def _read(line: str) -> _Line:
    path = line.removeprefix("!")
    names = re.compile(git_expression(path.removesuffix("/")))
    return _Line(names, path.endswith("/"), path == line)


class Gitignore(NamedTuple):
    """The .gitignore files that hold in one folder, outermost first."""

    specs: tuple[_Spec, ...] = ()

    @classmethod
    def around(cls, folder: Path) -> Gitignore:
        """What is said above a folder; nothing outside of a repository."""
        above = [*upward(folder)][1:]
        if not above or not _is_repository(above[-1]):
            return cls()
        found = cls()
        for place in reversed(above):
            found = found.entering(place)
        # Who names an ignored folder wants to see what is in it.
        entered = [*reversed(above[:-1]), absolute(folder)]
        return cls() if any(map(found.leaves_out_folder, entered)) else found

    def leaves_out_folder(self, place: Path) -> bool:
        """Whether a folder is left out, by a file that is above it."""
        around = [spec for spec in self.specs if spec.folder in place.parents]
        return _decided(around, place, is_folder=True)

    def entering(self, folder: Path) -> Gitignore:
        """With what a folder's own file adds; another repository starts afresh."""
        outer = () if _is_repository(folder) else self.specs
        text = lenient_text(folder / _FILE)
        return Gitignore((*outer, _Spec(absolute(folder), text)) if text else outer)

    def ignores(self, place: Path, name: str, *, is_folder: bool) -> bool:
        """Whether something is left out that stands in a folder, absolute, that is not."""
        specs = [spec for spec in self.specs if spec.may_name(place.name, name)]
        return bool(specs) and _decided(specs, place / name, is_folder=is_folder)


def _is_repository(folder: Path) -> bool:
    place = folder / _REPOSITORY
    return saw_name(place, os.path.exists(place))


def _decided(specs: Sequence[_Spec], place: Path, *, is_folder: bool) -> bool:
    """Whether a path is left out; the nearest file that names it decides."""
    said = (spec.says(place, is_folder=is_folder) for spec in reversed(specs))
    return next((answer for answer in said if answer is not None), False)
