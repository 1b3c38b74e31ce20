"""Where the caches are."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = ".nnx_rng_cache"
VARIABLE = "NNX_RNG_CACHE_DIR"
"""Of the environment; stronger than settings, weaker than options."""


def cache_for(project: Path | None, chosen: str | None) -> tuple[str, str]:
    """The cache for the files of a project, and where the paths start by which it calls them.

    Where there is no project the cache is in the current folder, as with other tools. One that was
    chosen may be for many projects.
    """
    if chosen is not None:
        return os.path.abspath(chosen), os.path.abspath(os.sep)
    start = os.path.abspath(project or os.curdir)
    return os.path.join(start, FOLDER), start
