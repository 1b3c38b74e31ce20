"""What git would leave out: the .gitignore files of a folder and those around it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.project.folders import absolute, lenient_text, upward

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True)
class Gitignore:
    """The .gitignore files that hold in one folder, outermost first."""

    specs: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

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
        return cls() if found.ignores(folder, is_folder=True) else found

    def entering(self, folder: Path) -> Gitignore:
        """With what a folder's own file adds; another repository starts afresh."""
        outer = () if os.path.exists(folder / ".git") else self.specs
        text = lenient_text(folder / ".gitignore")
        return Gitignore((*outer, (absolute(folder), _spec(text))) if text else outer)

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """Whether a file or folder is left out; the nearest file that names it decides."""
        if not self.specs:
            return False
        place = absolute(path)
        end = "/" if is_folder else ""
        for folder, spec in reversed(self.specs):
            said = spec.check_file(place.relative_to(folder).as_posix() + end).include
            if said is not None:
                return said
        return False


def _spec(text: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([*_valid_lines(text)])


def _valid_lines(text: str) -> Iterator[str]:
    """Git passes over lines that it cannot read, pathspec raises."""
    from pathspec import GitIgnoreSpec

    for line in text.splitlines():
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):
            continue
        yield line
