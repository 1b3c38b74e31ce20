"""What whole runs came to, told again as long as all that they asked of the disk is as it was."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from flake8_nnx_rng.cache.facts import facts, hold, size_of
from flake8_nnx_rng.cache.reading import exactly, listed, table
from flake8_nnx_rng.cache.store import Store

if TYPE_CHECKING:
    from flake8_nnx_rng.cache.findings import Told
    from flake8_nnx_rng.witness import Witness

SCHEMA = 1
"""Changes with the form of what is kept."""
_KEPT = 16
"""Runs of a project that are kept, each in a place of its own that its key chooses."""


class Known(NamedTuple):
    """What a run came to: how many files there were, and what there is to tell of some."""

    files: int
    told: Mapping[str, Told]


def recall(store: Store, key: str) -> Known | None:
    """What a run came to that asked for the same, if all that it saw is as it was."""
    data = store.read(_name(key))
    try:
        found = {} if data is None else table(json.loads(data))
        if not found or [found["schema"], found["key"]] != [SCHEMA, key] or not hold(found):
            return None
        return Known(exactly(found["files"], int), dict(_told(found)))
    except (KeyError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def keep(store: Store, key: str, seen: Witness, known: Known) -> None:
    """Keep what a run came to, if it can be seen later that nothing has changed."""
    found = facts(seen)
    if found is None:
        return
    from flake8_nnx_rng.cache.findings import told

    reports = [[name, told(*parts)] for name, parts in known.told.items()]
    data = {"schema": SCHEMA, "key": key, "files": known.files, "told": reports, **found}
    store.write(_name(key), json.dumps(data, separators=(",", ":")).encode())


def _told(found: Mapping[str, Any]) -> list[tuple[str, Told]]:
    reports = listed(found["told"])
    if not reports:
        return []
    from flake8_nnx_rng.cache.findings import read_told  # loads more than all the rest

    pairs = (listed(report, 2) for report in reports)
    sizes = [
        (exactly(name, str), size_of(found, os.path.abspath(name)), parts) for name, parts in pairs
    ]
    return [(name, read_told(table(parts), name, size)) for name, size, parts in sizes]


def _name(key: str) -> str:
    return f"run-{zlib.crc32(key.encode('utf-8', 'surrogatepass')) % _KEPT}.json"
