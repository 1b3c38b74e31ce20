"""`nnx-rng check --watch`: a run whenever a file has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.home import install
from flake8_nnx_rng.project.config_files import FILES
from flake8_nnx_rng.project.discovery import CACHE, SUFFIXES
from flake8_nnx_rng.project.errors import ConfigError


def keep_running(paths: Sequence[Path], run: Callable[[], int]) -> int:
    """Run now and after each change below the paths, until Ctrl-C; returns an exit code.

    A setting that cannot be used is told, and may be mended.
    """
    try:
        from watchfiles import watch
    except ImportError:
        message = f"needs watchfiles: {install('watch')}"
        raise ConfigError("--watch", message) from None

    code = run()
    for changes in watch(*paths, watch_filter=_counts, raise_interrupt=True):
        names = sorted({os.path.relpath(path) for _, path in changes})
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        tell_error("")
        tell_error(f"{names[0]}{more} changed, checking again")
        try:
            code = run()
        except ConfigError as error:
            tell_error(f"error: {error}")
    return code


def _counts(change: object, path: str) -> bool:
    """Whether a change of a file may change what is found."""
    place = Path(path)
    return CACHE not in place.parts and (place.suffix in SUFFIXES or place.name in FILES)
