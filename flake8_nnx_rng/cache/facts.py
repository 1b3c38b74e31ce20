"""What was asked of the disk in a run, as plain data, and whether it is all still so.

A file or folder is as it was if what the system tells of it is the same: its times, its size, its
place. So only what has not been touched for a while is believed to show its next change.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from typing import Any

from flake8_nnx_rng.cache.reading import exactly, listed, table
from flake8_nnx_rng.witness import Witness

_MARGIN = 2_000_000_000
"""Nanoseconds in which a clock may stand still: of FAT two seconds, of others far less."""
_FILE, _FOLDER, _LINK, _OTHER, _NONE = "f", "d", "l", "o", ""
_Stamp = list[int]


def facts(seen: Witness) -> dict[str, Any] | None:
    """What a run has seen; None where not all of it can be told from a later state."""
    latest = seen.began - _MARGIN
    stamps = {path: _stamp(path) for path in sorted(seen.files | seen.folders)}
    if not seen.is_whole or not all(_is_settled(stamp, latest) for stamp in stamps.values()):
        return None
    names = {folder: _kinds(folder) for folder in {**seen.names, **seen.beginnings}}
    asked = {folder: _asked(seen, folder, kinds) for folder, kinds in names.items()}
    links = (
        os.path.join(folder, name)
        for folder, kinds in asked.items()
        for name, kind in kinds.items()
        if kind == _LINK
    )
    found = {
        "stamps": stamps,
        "names": [
            [folder, _settled(_stamp(folder), latest), kinds, _beginnings(seen, folder)]
            for folder, kinds in asked.items()
        ],
        "ways": {path: _way(path) for path in sorted({*seen.ways, *links})},
    }
    is_as_answered = all(
        bool(asked[folder][name]) == is_there
        for folder, answers in seen.names.items()
        for name, is_there in answers.items()
    )
    return found if is_as_answered else None


def hold(found: Mapping[str, Any]) -> bool:
    """Whether all is as it was; raises `ForeignError` or `KeyError` for what is no facts."""
    for path, stamp in table(found["stamps"]).items():
        if _stamp(path) != stamp:
            return False
    return all(_stands(*listed(asked, 4)) for asked in listed(found["names"])) and all(
        _way(path) == way for path, way in table(found["ways"]).items()
    )


def size_of(found: Mapping[str, Any], path: str) -> int:
    """How many bytes a file has that was read."""
    return exactly(listed(found["stamps"][path], 5)[2], int)


def _stamp(path: str) -> _Stamp | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):  # ValueError: a null byte in the path
        return None
    times = status.st_mtime_ns, status.st_ctime_ns
    return [*times, status.st_size, status.st_ino, status.st_mode]


def _is_settled(stamp: _Stamp | None, latest: int) -> bool:
    return stamp is not None and max(stamp[:2]) <= latest


def _settled(stamp: _Stamp | None, latest: int) -> _Stamp | None:
    """The stamp of a folder; None for one whose names have to be looked up each time."""
    return stamp if _is_settled(stamp, latest) else None


def _kinds(folder: str) -> dict[str, str]:
    """All that stands in a folder, and what it is."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: _kind(entry) for entry in entries}
    except (OSError, ValueError):
        return {}


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return _LINK
    if entry.is_dir():
        return _FOLDER
    return _FILE if entry.is_file() else _OTHER


def _asked(seen: Witness, folder: str, kinds: Mapping[str, str]) -> dict[str, str]:
    """What the names are that were looked for in a folder, or found there by their beginnings."""
    found = (name for names in seen.beginnings.get(folder, {}).values() for name in names)
    return {name: kinds.get(name, _NONE) for name in (*seen.names.get(folder, ()), *found)}


def _beginnings(seen: Witness, folder: str) -> dict[str, list[str]]:
    return seen.beginnings.get(folder, {})


def _stands(folder: object, stamp: object, names: object, beginnings: object) -> bool:
    """Whether a folder has names as it had them."""
    place = exactly(folder, str)
    if stamp is not None and _stamp(place) == stamp:
        return True
    kinds = _kinds(place)
    return all(kinds.get(name, _NONE) == kind for name, kind in table(names).items()) and all(
        _beginning(beginning, kinds) == found for beginning, found in table(beginnings).items()
    )


def _beginning(beginning: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(beginning))


def _way(path: str) -> list[Any]:
    """Where a path leads, and what is there."""
    try:
        real = os.path.realpath(path)
        return [real, stat.S_IFMT(os.stat(real).st_mode)]
    except (OSError, ValueError):
        return ["", 0]
