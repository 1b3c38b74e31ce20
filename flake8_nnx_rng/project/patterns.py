"""File patterns as ruff and flake8 read them.

A pattern without a slash names a file or folder at any depth, one with a slash a path below the
folder of the configuration. `*` also matches slashes; `**/` also stands for no folder at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flake8_nnx_rng.project.globs import expression

_NEVER = r"(?!)"


def matches(path: str | Path, patterns: Sequence[str], root: Path | None = None) -> bool:
    """Whether one of the patterns names this very file or folder; `root` is where they stand."""
    names, paths = _compiled(tuple(patterns), root)
    if names.match(os.path.basename(path)):
        return True
    return paths is not None and paths.match(_relative(path, root)) is not None


def covers(path: str | Path, patterns: Sequence[str], root: Path | None = None) -> bool:
    """Whether one of the patterns names the path or a folder that it is in."""
    parts = _relative(path, root).split("/")
    places = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return any(_matches_relative(place, tuple(patterns), root) for place in places)


def _matches_relative(place: str, patterns: tuple[str, ...], root: Path | None) -> bool:
    names, paths = _compiled(patterns, root)
    return bool(names.match(place.rpartition("/")[2]) or (paths and paths.match(place)))


@lru_cache(maxsize=256)
def _compiled(
    patterns: tuple[str, ...], root: Path | None
) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """One expression for names and one for paths, if there are any."""
    cleaned = [pattern.rstrip("/") for pattern in patterns]
    names = [pattern for pattern in cleaned if "/" not in pattern]
    paths = [_anchored(pattern, root) for pattern in cleaned if "/" in pattern]
    return _any_of(names), _any_of(paths) if paths else None


def _any_of(globs: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(expression, globs)) or _NEVER)


def _anchored(pattern: str, root: Path | None) -> str:
    """The pattern from `root` on."""
    if os.path.isabs(pattern):
        return _relative(pattern, root)
    return pattern.removeprefix("./")


def _relative(path: str | Path, root: Path | None) -> str:
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:  # pragma: no cover (another drive, on Windows only)
        return Path(path).as_posix()
