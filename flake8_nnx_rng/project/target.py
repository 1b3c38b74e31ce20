"""The Flax release that a project is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flake8_nnx_rng.project import pyproject, requirement_files, setup_files
from flake8_nnx_rng.project.folders import upward
from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.project.lockfiles import LOCK_FILES, locked
from flake8_nnx_rng.project.requirement import DISTRIBUTION, Evidence, nearest_note
from flake8_nnx_rng.semantics.releases import Release, newest, resolve

_Reader = Callable[[Path], Evidence | None]
_Memory = dict[Path, Evidence | None]
_READERS: tuple[_Reader, ...] = (
    pyproject.own_version,
    locked,
    pyproject.required,
    requirement_files.required,
    setup_files.required_by_cfg,
    setup_files.required_by_script,
)

_FILES = (
    *(pyproject.FILE, *LOCK_FILES),
    *(setup_files.CONFIGURATION, setup_files.SCRIPT, requirement_files.CONSTRAINTS),
)
"""What they read, but for the requirement files."""


@dataclass(frozen=True)
class Target:
    """The release that code is judged by."""

    release: Release
    reason: str
    """Where it was found, as a user is told."""
    declared: Release | None
    """What the project itself asks for, also when an option says otherwise."""
    declared_reason: str = ""
    """Where it asks for that."""


def find_target(folder: Path, chosen: str | None = None, chosen_reason: str = "") -> Target:
    """The target for the files in a folder.

    The chosen one, else what the project declares, else the installed flax, else the newest
    release known. A version that is not in the table stands for the nearest lower one. Raises
    ValueError when `chosen` is no version.
    """
    return TargetFinder()(folder, chosen, chosen_reason)


class TargetFinder:
    """Finds the targets of folders for one run, reading each folder once."""

    def __init__(self, listings: Listings | None = None) -> None:
        """Start with nothing read."""
        self._listings = listings or Listings()
        # Dicts and no `functools.cache`, so that a finder can be sent to another process.
        self._declarations: _Memory = {}
        self._locks: _Memory = {}

    def __call__(self, folder: Path, chosen: str | None = None, chosen_reason: str = "") -> Target:
        """As `find_target`."""
        found = self._declared(folder)
        declared, where = (found.release, found.reason) if found else (None, "")
        if chosen is not None:
            return Target(resolve(chosen), chosen_reason, declared, where)
        if found:
            return Target(found.release, found.reason, declared, where)
        return _installed() or Target(newest(), "newest known release", None)

    def _declared(self, folder: Path) -> Evidence | None:
        """What the nearest folder that says anything says."""
        places = upward(folder)
        found = (_once(self._declarations, self._declared_in, place) for place in places)
        nearest = next(filter(None, found), None)
        if nearest is None:
            return None
        # The lock file of a workspace is for the projects in the folders below, too.
        locks = filter(None, (_once(self._locks, self._locked_in, place) for place in places))
        return next((lock for lock in locks if lock.release in nearest.fitting), nearest)

    def _declared_in(self, folder: Path) -> Evidence | None:
        if not self._listings.has_any(str(folder), _FILES, requirement_files.BEGINNING):
            return None
        return next(filter(None, (read(folder) for read in _READERS)), None)

    def _locked_in(self, folder: Path) -> Evidence | None:
        return locked(folder) if self._listings.has_any(str(folder), LOCK_FILES) else None


def _once(known: _Memory, read: _Reader, folder: Path) -> Evidence | None:
    if folder not in known:
        known[folder] = read(folder)
    return known[folder]


def _installed() -> Target | None:
    from importlib import metadata

    try:
        version = metadata.version(DISTRIBUTION)
        release = resolve(version)
    except Exception:  # none, or broken in one of the ways that differ between Pythons
        return None
    reason = f"installed {DISTRIBUTION} {version}{nearest_note(version, release)}"
    return Target(release, reason, None)
