"""What a child process draws, written as it comes, so that nothing is lost however it ends."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.runtime.recording.arrivals import Site
from flake8_nnx_rng.runtime.recording.draws import Frame, Origin
from flake8_nnx_rng.runtime.recording.held import Held, Passage

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording.recorder import Recording
    from flake8_nnx_rng.runtime.recording.seeds import Key

Renamed = Callable[[Frame], Frame]
_APART = 1 << 40
"""What keeps the numbers of the transforms of one process from those of another."""


class Journal:
    """A listener that appends what it is told to a file, at most so many draws of it."""

    def __init__(self, path: Path, most: int) -> None:
        self._path = path
        self._left = most
        self._sites: dict[Site, int] = {}
        self._lock = threading.Lock()

    def take(self, site: Site, key: Any, count: Any, *indices: Any) -> None:
        """A draw that ran, or those of all steps of a loop."""
        import numpy as np

        keys, *others = (np.asarray(value) for value in (key, count, *indices))
        with self._lock:
            if self._left < 0:
                return
            self._left -= keys[..., 0].size
            if site not in self._sites:
                self._sites[site] = len(self._sites)
                self._write("site", site)
            self._write("take", self._sites[site], keys, *others)

    def enter(self, levels: tuple[Held, ...], *indices: Any) -> None:
        """A checkpointed function that was called."""
        import numpy as np

        with self._lock:
            self._write("enter", levels, *map(np.asarray, indices))

    def seed(self, words: Key, kind: Any, *, broadcast: bool = False) -> None:
        """A key that a new stream begins with, or one that was broadcast."""
        with self._lock:
            self._write("seed", words, kind, broadcast)

    def refuse(self, site: Site) -> None:
        """A draw that Flax refused."""
        with self._lock:
            self._write("refuse", site)

    def _write(self, *what: Any) -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(pickle.dumps(what))


def replay(path: Path, recording: Recording, process: int, names: Mapping[str, str]) -> None:
    """Tell a recording what a process has written until it ended.

    Args:
        path: its journal, in a folder that is ours alone.
        recording: one that has not ended.
        process: the number that its draws get.
        names: how this process names the files that the other one had other names for.
    """

    def renamed(frame: Frame) -> Frame:
        return replace(frame, filename=names.get(frame.filename, frame.filename))

    sites: list[Site] = []
    for what, first, *others in _read(path):
        match what:
            case "site":
                sites.append(_site(first, process, renamed))
            case "take":
                recording.take(sites[first], *others)
            case "enter":
                recording.enter(_apart(first, process, renamed), *others)
            case "seed":
                kind, broadcast = others
                recording.seed(first, kind, broadcast=broadcast)
            case "refuse":
                recording.refuse(_site(first, process, renamed))


def _read(path: Path) -> Iterator[tuple[Any, ...]]:
    """What was written; the last of it may be cut off where the process was killed."""
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except (EOFError, pickle.UnpicklingError):
                return


def _site(site: Site, process: int, renamed: Renamed) -> Site:
    return replace(
        site,
        process=process,
        levels=_apart(site.levels, process, renamed),
        frames=tuple(map(renamed, site.frames)),
        passages=tuple(_passage(passage, renamed) for passage in site.passages),
        origin=_origin(site.origin, renamed),
    )


def _passage(passage: Passage, renamed: Renamed) -> Passage:
    return replace(passage, place=passage.place and renamed(passage.place))


def _origin(origin: Origin | None, renamed: Renamed) -> Origin | None:
    return origin and replace(origin, frames=tuple(map(renamed, origin.frames)))


def _apart(levels: tuple[Held, ...], process: int, renamed: Renamed) -> tuple[Held, ...]:
    return tuple(
        replace(
            held,
            number=held.number + process * _APART,
            place=held.place and renamed(held.place),
        )
        for held in levels
    )
