"""The results of earlier runs, found again by all that they depend on."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

import flake8_nnx_rng
from flake8_nnx_rng.cache import entry
from flake8_nnx_rng.cache.entry import Entry
from flake8_nnx_rng.cache.identity import identity
from flake8_nnx_rng.cache.places import cache_for
from flake8_nnx_rng.cache.store import Store
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.project.basis import basis, holds
from flake8_nnx_rng.project.contents import Seen, digest
from flake8_nnx_rng.project.neighbour_files import Projects
from flake8_nnx_rng.project.settings import Settings

_SEEN_ELSEWHERE = frozenset(
    # In the releases, in which files are ours, in the codes ignored in one file, in nothing.
    {
        "target_flax",
        "source_flax",
        "exclude",
        "extend_exclude",
        "force_exclude",
        "per_file_ignores",
        "cache",
        "cache_dir",
        "baseline",
        "time_limit",
    }
)


class _Slot(NamedTuple):
    """Where the result of one file belongs, and the key that it has to have."""

    store: Store
    name: str
    key: str


class _Folder(NamedTuple):
    """What holds for all files in a folder.

    `start` is where the names of entries start, `root` that of the project, and `said` is what all
    results depend on.
    """

    settings: Settings
    store: Store
    start: str
    root: str
    said: str


class Results:
    """The caches of one run, for one `kind` of checking; paths are absolute."""

    def __init__(
        self,
        kind: str,
        projects: Projects,
        settings_for: Callable[[Path], Settings],
        judged_by: Callable[[Path], tuple[str, ...]],
    ) -> None:
        self._kind = kind
        self._projects = projects
        self._settings_for = settings_for
        self._judged_by = judged_by
        self._store = cache(_store)
        self._folder = cache(self._look_at)
        self._identity = cache(identity)

    def recall(self, path: str, shown: str, seen: Seen) -> Entry | None:
        """What a file came to, if all is still as it was; findings call it as it is `shown`."""
        slot = self._slot(path, seen.digest)
        data = None if slot is None else slot.store.read(slot.name)
        if slot is None or data is None:
            return None
        found = entry.read(data, slot.key, shown, seen.size)
        project = self._projects.around(path)
        if found is None or project is None:
            return found
        return found if holds(project, found.basis) else None

    def keep(self, path: str, content: str, found: Entry) -> None:
        """Keep what a file came to just now, but for what a defect of ours made of it."""
        slot = self._slot(path, content)
        if slot is None or any(d.code == INTERNAL_ERROR for d in found.diagnostics):
            return
        project = self._projects.around(path)
        if project is not None:
            found = found._replace(basis=basis(project, path))
        slot.store.write(slot.name, entry.written(found, slot.key))

    def _slot(self, path: str, content: str) -> _Slot | None:
        """The place for a file whose content has this digest; None where nothing is to be kept."""
        folder = self._folder(os.path.dirname(path))
        if folder is None or not os.path.isfile(path):
            return None
        ignored = folder.settings.ignored_in(path)
        said = folder.said, ignored, content, _relative(path, folder.root)
        name = digest(os.fsencode(f"{self._kind}:{_relative(path, folder.start)}"))
        return _Slot(folder.store, f"{name}.json", digest(repr(said).encode()))

    def _look_at(self, name: str) -> _Folder | None:
        folder = Path(name)
        settings = self._settings_for(folder)
        if not settings.cache:
            return None
        roots = self._projects.roots
        store, start = self._store(roots.marked(folder), settings.cache_dir)
        try:
            said = [self._identity(), self._kind, *self._judged_by(folder)]
        except OSError:  # our own sources cannot be read
            return None
        counting = [f.name for f in fields(settings) if f.compare and f.name not in _SEEN_ELSEWHERE]
        said += [f"{name}={getattr(settings, name)!r}" for name in counting]
        return _Folder(settings, store, start, str(roots.root(folder)), repr(said))


def _store(project: Path | None, chosen: str | None) -> tuple[Store, str]:
    folder, start = cache_for(project, chosen)
    return Store(folder, flake8_nnx_rng.__version__), start


def _relative(path: str, start: str) -> str:
    beginning = os.path.join(start, "")
    short = path[len(beginning) :] if path.startswith(beginning) else os.path.relpath(path, start)
    return short.replace(os.sep, "/")
