"""Runs of `nnx-rng check` that are kept whole: which these are, and where they are kept."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flake8_nnx_rng
from flake8_nnx_rng.cache import runs
from flake8_nnx_rng.cache.places import cache_for
from flake8_nnx_rng.cache.store import Store

if TYPE_CHECKING:
    from flake8_nnx_rng.frontends.command.run import Run
    from flake8_nnx_rng.project.settings import Settings
    from flake8_nnx_rng.witness import Witness

_OUTPUT = frozenset({"output_format", "output_file", "color", "statistics", "exit_zero", "jobs"})
"""Options of how findings are told, and of who looks for them."""
_OTHERS = (
    *("fix", "diff", "verify", "write_baseline", "prune_baseline", "baseline", "watch", "verbose"),
    *("no_cache", "dask", "stdin_filename"),
)
"""Options of runs that do more than to tell findings, or have to look themselves."""


class Memory:
    """What is kept of runs over these paths with these options."""

    def __init__(self, paths: tuple[Path, ...], options: dict[str, Any]) -> None:
        self._folder = os.path.abspath(paths[0])
        self._chosen = options["cache_dir"]
        self._key = _key(paths, options)

    def recall(self) -> runs.Known | None:
        """What the run comes to, where nothing has changed since the last one."""
        return runs.recall(self._store, self._key)

    def keep(self, run: Run, seen: Witness) -> None:
        """Keep what a run has come to, and seen, if that is all there is to tell."""
        known = run.plain
        if known is not None and self._is_found(run.settings_for(Path(self._folder))):
            runs.keep(self._store, self._key, seen, known)

    def _is_found(self, settings: Settings) -> bool:
        """Whether the next run will find it, which has read no settings."""
        chosen = self._chosen and os.path.abspath(self._chosen)
        return settings.cache and settings.cache_dir == chosen

    @cached_property
    def _store(self) -> Store:
        from flake8_nnx_rng.project.listings import Listings
        from flake8_nnx_rng.project.roots import Roots

        project = Roots(Listings()).marked(Path(self._folder))
        return Store(cache_for(project, self._chosen)[0], flake8_nnx_rng.__version__)


def memory_of(paths: tuple[Path, ...], options: dict[str, Any]) -> Memory | None:
    """What is kept of such runs; None where nothing is.

    It is for those over folders: files that are named are others each time.
    """
    if any(map(options.get, _OTHERS)) or options["add_noqa"] is not None:
        return None
    return Memory(paths, options) if all(map(os.path.isdir, paths)) else None


def _key(paths: tuple[Path, ...], options: dict[str, Any]) -> str:
    """All that a run depends on, but for the disk."""
    asked = sorted((name, str(value)) for name, value in options.items() if name not in _OUTPUT)
    python = sys.version, sys.platform, sys.path, sys.flags.optimize
    user = os.geteuid() if hasattr(os, "geteuid") else None
    return repr((python, user, os.getcwd(), [*map(str, paths)], asked))
