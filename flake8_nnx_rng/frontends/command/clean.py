"""`nnx-rng clean`: remove what was kept of earlier runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.frontends.command.options import GivenPath
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.project.errors import ConfigError


@click.command(context_settings=HELP)
@click.argument("paths", nargs=-1, type=GivenPath(path_type=Path))
def clean(paths: tuple[Path, ...]) -> None:
    """Clear any caches in the folders and any subfolders (default: the current folder).

    A cache elsewhere, in the folder that the environment or the settings of a PATH name, is
    cleared as well if this tool has made that folder.
    """
    from flake8_nnx_rng.cache.cleaning import remove

    code = 0
    for cache in dict.fromkeys(cache for path in paths or (Path(),) for cache in _caches(path)):
        tell_error(f"Removing cache at: {os.path.relpath(cache)}")
        try:
            remove(cache)
        except OSError as error:
            tell_error(f"error: {error.filename}: {error.strerror}")
            code = 2
    sys.exit(code)


def _caches(path: Path) -> Iterator[str]:
    from flake8_nnx_rng.cache.cleaning import caches_below, is_ours

    yield from caches_below(os.path.abspath(path))
    chosen = _chosen(path)
    if chosen is not None and is_ours(chosen):
        yield os.path.abspath(chosen)


def _chosen(path: Path) -> str | None:
    """Another folder that the environment, else the settings name."""
    from flake8_nnx_rng.cache.places import VARIABLE
    from flake8_nnx_rng.project.settings import load

    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    try:
        return load(path).cache_dir
    except ConfigError:  # what cannot be read names no folder
        return None
