"""The Flax release that a project is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from flake8_nnx_rng.project import (
    conda,
    pipfile,
    pixi,
    pyproject,
    requirement_files,
    setup_files,
)
from flake8_nnx_rng.project.folders import absolute, upward
from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.project.lockfiles import LOCK_FILES, locked
from flake8_nnx_rng.project.requirement import (
    DISTRIBUTION,
    Evidence,
    Said,
    Unread,
    first,
    nearest_note,
)
from flake8_nnx_rng.semantics.releases import Release, newest, resolve
from flake8_nnx_rng.witness import saw_what_is_installed

_Reader = Callable[[Path], Said]
_CERTAIN: tuple[_Reader, ...] = (pyproject.own_version, locked)
_REQUIRED: tuple[_Reader, ...] = (
    pyproject.required,
    pyproject.required_elsewhere,
    setup_files.required_by_cfg,
    setup_files.required_by_script,
    pixi.required,
    pipfile.required,
    conda.required,
)
"""Besides the requirement files, which come behind the first two."""

FILES = (
    *(pyproject.FILE, pixi.FILE, pipfile.FILE, *LOCK_FILES),
    *(setup_files.CONFIGURATION, setup_files.SCRIPT, requirement_files.CONSTRAINTS),
)
BEGINNINGS = (requirement_files.BEGINNING, conda.BEGINNING)
"""What they read, by names and how names begin."""


class Target(NamedTuple):
    """The release that code is judged by."""

    release: Release
    reason: str
    """Where it was found, as a user is told."""
    declared: Release | None
    """What the project itself asks for, also when an option says otherwise.

    None, too, where that had no NNX yet: the code cannot have been written for it.
    """
    declared_reason: str = ""
    """Where it asks for that."""
    unread: str = ""
    """The requirement that is there and not understood, if there is no other."""

    @property
    def warning(self) -> str:
        """What a user is told of that; empty if there is nothing."""
        return self.unread and f"{self.unread}; checking for Flax {self.release} ({self.reason})"


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
        self._declarations: dict[Path, Said] = {}
        self._locks: dict[Path, tuple[Evidence, ...]] = {}
        self._installed: list[Target | None] = []

    def __call__(
        self, folder: Path, chosen: str | None = None, chosen_reason: str = "", own: Said = None
    ) -> Target:
        """As `find_target`, for a file of which is known what it says of its `own`."""
        found = own if isinstance(own, Evidence) else first((self._declared(folder), own))
        if chosen is not None:
            target = Target(resolve(chosen), chosen_reason, None)
        else:
            if not self._installed:
                self._installed.append(_installed())
            target = self._installed[0] or Target(newest(), "newest known release", None)
        if isinstance(found, Unread):
            return target._replace(unread="" if chosen else str(found))
        if found is None:
            return target
        if not found.predates:
            target = target._replace(declared=found.release, declared_reason=found.reason)
        return target if chosen else target._replace(release=found.release, reason=found.reason)

    def _declared(self, folder: Path) -> Said:
        """What the nearest folder that says anything says."""
        place = absolute(folder)
        nearest = self._nearest(place)
        if not isinstance(nearest, Evidence):
            return nearest
        # The lock file of a workspace is for the projects in the folders below, too.
        locks = self._locks_around(place)
        return first([*(lock for lock in locks if lock.release in nearest.fitting), nearest])

    def _nearest(self, folder: Path) -> Said:
        """What the nearest folder says that says anything, before that is held against locks."""
        found: Said = None
        way: list[tuple[Path, Said]] = []
        for place in upward(folder):
            if place in self._declarations:
                found = self._declarations[place]
                break
            way.append((place, self._declared_in(place)))
            if isinstance(way[-1][1], Evidence):
                break
        for place, said in reversed(way):
            self._declarations[place] = found = first((said, found))
        return found

    def _locks_around(self, folder: Path) -> tuple[Evidence, ...]:
        """The releases that are locked in a folder and those around it, nearest first."""
        found: tuple[Evidence, ...] = ()
        way: list[Path] = []
        for place in upward(folder):
            if place in self._locks:
                found = self._locks[place]
                break
            way.append(place)
        for place in reversed(way):
            lock = self._locked_in(place)
            self._locks[place] = found = (lock, *found) if isinstance(lock, Evidence) else found
        return self._locks[folder]

    def _declared_in(self, folder: Path) -> Said:
        """The version itself or a lock; else a pin before a range that allows it."""
        if not self._listings.has_any(str(folder), FILES, BEGINNINGS):
            return None
        certain = first(read(folder) for read in _CERTAIN)
        return certain or _chosen([*_required(folder)])

    def _locked_in(self, folder: Path) -> Said:
        return locked(folder) if self._listings.has_any(str(folder), LOCK_FILES) else None


def _required(folder: Path) -> Iterator[Said]:
    """What the files say that people write, the most binding first."""
    of_project, others = _REQUIRED[:2], _REQUIRED[2:]
    yield from (read(folder) for read in of_project)
    yield from requirement_files.required(folder)
    yield from (read(folder) for read in others)


def _chosen(said: Sequence[Said]) -> Said:
    """What counts of all that is required."""
    nearest = first(said)
    if not isinstance(nearest, Evidence) or nearest.is_pin:
        return nearest
    pins = (one for one in said if isinstance(one, Evidence) and one.is_pin)
    return first([*(pin for pin in pins if pin.release in nearest.fitting), nearest])


def _installed() -> Target | None:
    from importlib import metadata

    saw_what_is_installed()
    try:
        version = metadata.version(DISTRIBUTION)
        release = resolve(version)
    except Exception:  # none, or broken in one of the ways that differ between Pythons
        return None
    reason = f"installed {DISTRIBUTION} {version}{nearest_note(version, release)}"
    return Target(release, reason, None)
