"""The baselines of a run: what they know of each file, and what became of that."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias

from flake8_nnx_rng.baseline import file
from flake8_nnx_rng.baseline.entries import Entry, entry_of, split
from flake8_nnx_rng.baseline.sources import Sources
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic

PathFor: TypeAlias = Callable[[str], Path | None]
"""The baseline of a file, if it has one."""
InUse: TypeAlias = Callable[[str, str], bool]
"""Whether the rule of a code is used for a file."""


@dataclass
class _State:
    """One baseline: what it held, what is found in files by now, and entries for nothing."""

    held: dict[str, tuple[Entry, ...]]
    found: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    stale: dict[str, tuple[Entry, ...]] = field(default_factory=dict)


@cache
def _read_once(path: Path) -> dict[str, tuple[Entry, ...]]:
    return file.read(path)


def new_findings(path: Path, found: Sequence[Diagnostic], text: str) -> list[Diagnostic]:
    """The findings of one file that a baseline does not know; raises `ConfigError`."""
    name = found[0].filename
    known = _read_once(path).get(file.name_in(path, name), ())
    return split(found, known, Sources({name: text})).new


class Baselines:
    """Tells known findings from new ones, file by file, and keeps what is needed to write.

    `anew` says that there need be no baseline yet.
    """

    def __init__(
        self, path_for: PathFor, in_use: InUse, sources: Sources, *, anew: bool = False
    ) -> None:
        self._path_for = path_for
        self._in_use = in_use
        self._sources = sources
        self._anew = anew
        self._states: dict[Path, _State] = {}

    @property
    def in_use(self) -> bool:
        """Whether any file has one so far."""
        return bool(self._states)

    def split(
        self, filename: str, found: Iterable[Diagnostic], *, whole: bool = True
    ) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """The findings of a file that was checked: those that are new, and those that are known.

        What is not found in one that was not checked as a `whole` stays known. Raises `ConfigError`
        for a baseline that cannot be used.
        """
        path = self._path_for(filename)
        if path is None:
            return [*found], []
        all_found = [*found]
        state = self._state(path)
        name = file.name_in(path, filename)
        ours = [d for d in all_found if d.code != INTERNAL_ERROR]
        parted = split(ours, state.held.get(name, ()), self._sources)
        state.found[name] = tuple(entry_of(diagnostic, self._sources) for diagnostic in ours)
        used = {entry.code: self._in_use(entry.code, filename) for entry in parted.left}
        gone = tuple(entry for entry in parted.left if used[entry.code])
        state.stale[name] = gone if whole else ()
        state.found[name] += () if whole else gone
        known = {*parted.known}
        return [d for d in all_found if d not in known], parted.known

    def _state(self, path: Path) -> _State:
        if path not in self._states:
            held = {} if self._anew and not path.exists() else file.read(path)
            self._states[path] = _State(held)
        return self._states[path]

    @property
    def stale(self) -> Iterator[tuple[Path, str, Entry]]:
        """The entries that no longer apply, with their baseline and file."""
        for path, state in self._states.items():
            for name in sorted(state.held.keys() | state.stale.keys()):
                entries = state.stale.get(name, ())
                if name not in state.stale and not (path.parent / name).exists():
                    entries = state.held[name]
                yield from ((path, name, entry) for entry in entries)

    def prune(self) -> None:
        """Write the baselines without the entries that no longer apply."""
        stale = [*self.stale]
        for path in dict.fromkeys(path for path, _, _ in stale):
            kept = {name: [*entries] for name, entries in self._states[path].held.items()}
            for _, name, entry in (item for item in stale if item[0] == path):
                kept[name].remove(entry)
            file.write(path, {name: tuple(entries) for name, entries in kept.items()})

    def write(self) -> Iterator[tuple[Path, int]]:
        """Write what is found by now; each baseline, and how many findings it has.

        What was known of files that were not checked stays, and so does what rules found that are
        not in use.
        """
        for path, state in self._states.items():
            kept = {name: tuple(self._kept(path, name, state)) for name in state.held}
            entries = kept | {
                name: kept.get(name, ()) + found for name, found in state.found.items()
            }
            file.write(path, entries)
            yield path, sum(map(len, entries.values()))

    def _kept(self, path: Path, name: str, state: _State) -> Iterator[Entry]:
        place = os.path.join(path.parent, name)
        if name not in state.found:
            yield from state.held[name] if os.path.exists(place) else ()
            return
        yield from (entry for entry in state.held[name] if not self._in_use(entry.code, place))
