"""How formats name files: by absolute path, or from the root of the repository."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import quote_from_bytes

from flake8_nnx_rng.frontends.command.printable import whole
from flake8_nnx_rng.project.folders import absolute


@cache
def root_around(folder: Path) -> Path:
    """The repository that a folder is in, else the folder."""
    return next((place for place in (folder, *folder.parents) if _is_root(place)), folder)


def _is_root(folder: Path) -> bool:
    return (folder / ".git").exists()


def root() -> Path:
    """The repository around the current folder."""
    return root_around(Path.cwd())


def from_root(filename: str, start: Path) -> str | None:
    """The path of a file from a folder on, with slashes; None for one that is elsewhere."""
    way = os.path.relpath(absolute(filename), start)
    return None if way.startswith(os.pardir) else way.replace(os.sep, "/")


def from_project(filename: str) -> str:
    """The path from the project that GitLab builds, else from the root of the repository."""
    start = os.environ.get("CI_PROJECT_DIR")
    way = from_root(filename, Path(start) if start else root())
    return whole(filename if way is None else way)


def uri(path: str) -> str:
    """A relative path as a URI."""
    quoted = quote_from_bytes(os.fsencode(path), safe="/")
    first, slash, _ = quoted.partition("/")
    return f"./{quoted}" if ":" in first and not slash else quoted


def absolute_uri(filename: str) -> str:
    """The `file:` URI of a file."""
    return absolute(filename).as_uri()
