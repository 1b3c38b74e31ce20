"""Where projects begin."""

from __future__ import annotations

import os
from pathlib import Path

from flake8_nnx_rng.project.folders import nearest
from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.witness import saw_name

INIT = "__init__.py"
_MARKERS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")


class Roots:
    """The projects that folders are in, sought once in a run; folders are absolute."""

    def __init__(self, listings: Listings) -> None:
        self._listings = listings
        self._known: dict[Path, Path | None] = {}

    def marked(self, folder: Path) -> Path | None:
        """The nearest folder upward that says that it is a project, up to a repository's root."""
        return nearest(self._known, folder, self._marked)

    def root(self, folder: Path) -> Path:
        """The project; where none says so, the folder that holds the topmost package."""
        return self.marked(folder) or _above_packages(folder)

    def _marked(self, folder: Path) -> Path | None:
        place = str(folder)
        return folder if any(self._listings.has(place, m) for m in _MARKERS) else None


def _above_packages(folder: Path) -> Path:
    while is_package(folder) and folder.parent != folder:
        folder = folder.parent
    return folder


def is_package(folder: str | Path) -> bool:
    """Whether a folder has the file that makes it a package."""
    init = os.path.join(folder, INIT)
    return saw_name(init, os.path.isfile(init))
