"""What git would leave out: the .gitignore files of a folder and those around it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.project.folders import absolute, lenient_text, upward
from flake8_nnx_rng.project.gitignore_names import Names

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


_FILE = ".gitignore"
_REPOSITORY = ".git"
GIT = frozenset({_FILE, _REPOSITORY})
"""What in a folder matters here."""


class _Spec:
    """The .gitignore file of one folder."""

    def __init__(self, folder: Path, text: str) -> None:
        self._folder = folder
        self._text = text
        self._names = Names(text)

    def says(self, place: Path, *, is_folder: bool) -> bool | None:
        """Whether a path below the folder is left out; None where no line is about it."""
        end = "/" if is_folder else ""
        name = place.relative_to(self._folder).as_posix() + end
        return self._lines.check_file(name).include

    def may_name(self, folder: str, name: str) -> bool:
        """Whether a line may be about a name in a folder that is not left out."""
        return self._names.may_hold(folder, name)

    @cached_property
    def _lines(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec  # takes long, and for most projects is not needed

        return GitIgnoreSpec.from_lines([*_valid_lines(self._text)])


@dataclass(frozen=True)
class Gitignore:
    """The .gitignore files that hold in one folder, outermost first."""

    specs: tuple[_Spec, ...] = ()

    @classmethod
    def around(cls, folder: Path) -> Gitignore:
        """What is said above a folder; nothing outside of a repository."""
        above = [*upward(folder)][1:]
        if not above or not os.path.exists(above[-1] / ".git"):
            return cls()
        found = cls()
        for place in reversed(above):
            found = found.entering(place)
        # Who names an ignored folder wants to see what is in it.
        return cls() if _decided(found.specs, absolute(folder), is_folder=True) else found

    def entering(self, folder: Path) -> Gitignore:
        """With what a folder's own file adds; another repository starts afresh."""
        outer = () if os.path.exists(folder / _REPOSITORY) else self.specs
        text = lenient_text(folder / _FILE)
        return Gitignore((*outer, _Spec(absolute(folder), text)) if text else outer)

    def ignores(self, place: Path, name: str, *, is_folder: bool) -> bool:
        """Whether something is left out that stands in a folder, absolute, that is not."""
        specs = [spec for spec in self.specs if spec.may_name(place.name, name)]
        return bool(specs) and _decided(specs, place / name, is_folder=is_folder)


def _decided(specs: Sequence[_Spec], place: Path, *, is_folder: bool) -> bool:
    """Whether a path is left out; the nearest file that names it decides."""
    said = (spec.says(place, is_folder=is_folder) for spec in reversed(specs))
    return next((answer for answer in said if answer is not None), False)


def _valid_lines(text: str) -> Iterator[str]:
    """Git passes over lines that it cannot read, pathspec raises."""
    from pathspec import GitIgnoreSpec

    for line in text.splitlines():
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):
            continue
        yield line
