"""Finds caches and removes them, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

from flake8_nnx_rng.cache.places import FOLDER
from flake8_nnx_rng.cache.store import MARKS, TAG
from flake8_nnx_rng.syntax.regular import read_regular

_VERSION = re.compile(r"\d+(\.\w+)+")


def caches_below(folder: str) -> Iterator[str]:
    """The caches of the projects in a folder; links are not followed."""
    waiting = [folder]  # os.walk of some Pythons goes no deeper than calls may
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listing:
                inner = [entry for entry in listing if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        waiting += [entry.path for entry in reversed(inner) if entry.name != FOLDER]
        yield from (os.path.normpath(entry.path) for entry in inner if entry.name == FOLDER)


def remove(cache: str) -> None:
    """Remove a cache; of a folder that holds other things only what is ours. Raises `OSError`."""
    if os.path.basename(cache) == FOLDER:
        shutil.rmtree(cache)
        return
    for name in os.listdir(cache):
        path = os.path.join(cache, name)
        if _VERSION.fullmatch(name) and os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
    for name in MARKS:
        os.unlink(os.path.join(cache, name))
    if not os.listdir(cache):
        os.rmdir(cache)


def is_ours(folder: str) -> bool:
    """Whether a folder says that it was made as a cache of this tool."""
    try:
        return read_regular(os.path.join(folder, TAG)) == MARKS[TAG].encode()
    except (OSError, ValueError):
        return False
