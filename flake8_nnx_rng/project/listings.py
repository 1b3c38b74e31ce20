"""What stands in which folder, asked of the disk once in a run."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from functools import partial

from flake8_nnx_rng.witness import lost_sight, saw_beginnings, saw_names


class Listings:
    """The names in folders; a folder that is none has no names."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str] | None] = {}

    def has(self, folder: str, name: str) -> bool:
        """Whether something of this name stands in a folder."""
        names = self._names(folder)
        if names is None:
            return os.path.lexists(os.path.join(folder, name))
        is_there = name in names
        saw_names(folder, (name,) if is_there else (), () if is_there else (name,))
        return is_there

    def agrees(self, folder: str, there: Collection[str], missing: Collection[str]) -> bool:
        """Whether all of some names stand in a folder, and none of others."""
        names = self._names(folder)
        if names is None:
            has = partial(self.has, folder)
            return all(map(has, there)) and not any(map(has, missing))
        agrees = names.issuperset(there) and names.isdisjoint(missing)
        if agrees:  # else somebody looks himself
            saw_names(folder, there, missing)
        return agrees

    def has_any(self, folder: str, names: Iterable[str], beginnings: tuple[str, ...] = ()) -> bool:
        """Whether something stands there that has one of these names, or of these beginnings."""
        there = self._names(folder)
        if there is None:
            return True
        sought = frozenset(names)
        saw_names(folder, sought & there, sought - there)
        saw_beginnings(folder, beginnings, there)
        if not sought.isdisjoint(there):
            return True
        return bool(beginnings) and any(name.startswith(beginnings) for name in there)

    def _names(self, folder: str) -> frozenset[str] | None:
        """All names in a folder; None for one that may be entered but not listed."""
        if folder not in self._known:
            self._known[folder] = _listed(folder)
        return self._known[folder]


def _listed(folder: str) -> frozenset[str] | None:
    try:
        return frozenset(os.listdir(folder))
    except PermissionError:
        lost_sight()
        return None
    except (OSError, ValueError):  # ValueError: a null byte in the path
        return frozenset()
