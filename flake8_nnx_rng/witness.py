"""What a run asks of the disk, noted for those who want to know whether it would be told the same.

Whoever asks says so here. Most runs have no witness, and then nothing is noted.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Witness:
    """What was asked since it began; paths are absolute.

    `files` were read, and of `folders` all that stands there was looked at. `names` are, for each
    folder, those that were looked for, and whether they stood there; `beginnings` those that were
    found there by how they begin. `ways` were followed through links.
    """

    def __init__(self) -> None:
        self.began = time.time_ns()
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.names: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        self.beginnings: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        self.ways: set[str] = set()
        self.is_whole = True
        """Whether all of it is here, and can be compared."""


_present: Witness | None = None


@contextmanager
def witnessed() -> Iterator[Witness]:
    """Note what is asked from here on; in this process and thread alone."""
    global _present
    _present = seen = Witness()
    try:
        yield seen
    finally:
        _present = None


def saw_file(path: str | os.PathLike[str]) -> None:
    """A file was read, or there was none."""
    if _present is not None:
        _saw(_present, path, _present.files)


def _saw(seen: Witness, path: str | os.PathLike[str], places: set[str]) -> None:
    place = os.path.abspath(path)
    if os.path.lexists(place):
        places.add(place)
    else:
        _saw_missing(seen, place)


def _saw_missing(seen: Witness, place: str) -> None:
    """That is said by the first of the folders around it that is there."""
    folder, name = os.path.split(place)
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder, name = os.path.split(folder)
    seen.names[folder][name] = False


def saw_folder(path: str | os.PathLike[str]) -> None:
    """All that stands in a folder was looked at."""
    if _present is not None:
        _saw(_present, path, _present.folders)


def saw_what_is_installed() -> None:
    """The folders that Python loads from were searched."""
    for folder in sys.path if _present is not None else ():
        saw_folder(folder)


def saw_names(folder: str, there: Iterable[str], missing: Iterable[str] = ()) -> None:
    """Names were looked for in a folder."""
    if _present is not None:
        known = _present.names[folder]
        known.update(dict.fromkeys(there, True))
        known.update(dict.fromkeys(missing, False))


def saw_name(path: str | os.PathLike[str], is_there: bool) -> bool:
    """The same of one path; hands on the answer."""
    if _present is not None:
        folder, name = os.path.split(os.path.abspath(path))
        _present.names[folder][name] = is_there
    return is_there


def saw_beginnings(folder: str, beginnings: Iterable[str], names: Iterable[str]) -> None:
    """Those of the names in a folder were sought that begin so."""
    if _present is not None:
        known = _present.beginnings[folder]
        for beginning in beginnings:
            known[beginning] = sorted(name for name in names if name.startswith(beginning))


def followed(path: str | os.PathLike[str]) -> None:
    """A path was followed to where it leads, whatever there is."""
    if _present is not None:
        _present.ways.add(os.path.abspath(path))


def lost_sight() -> None:
    """Something was asked that is not noted here."""
    if _present is not None:
        _present.is_whole = False
