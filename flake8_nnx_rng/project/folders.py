"""Looking around in the folders of a project."""

from __future__ import annotations

import ast
import os
import warnings
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from flake8_nnx_rng.syntax.regular import read_regular
from flake8_nnx_rng.witness import saw_name

_Found = TypeVar("_Found")


def absolute(path: str | Path) -> Path:
    """The path from the root, without `..` and with symbolic links as they are."""
    return Path(os.path.abspath(path))


def is_top(folder: Path) -> bool:
    """Whether a search upward ends here: at a git repository's root or the filesystem's."""
    git = folder / ".git"
    return saw_name(git, os.path.exists(git)) or folder.parent == folder


def upward(folder: Path) -> Iterator[Path]:
    """A folder and those around it, nearest first, up to the root of the git repository."""
    place = absolute(folder)
    yield place
    while not is_top(place):
        place = place.parent
        yield place


def nearest(
    known: dict[Path, _Found | None], folder: Path, look: Callable[[Path], _Found | None]
) -> _Found | None:
    """What is found in the nearest folder upward that has any, each looked at once in a run."""
    way: list[Path] = []
    place, found = folder, None
    while place not in known:
        way.append(place)
        found = look(place)
        if found is not None or is_top(place):
            break
        place = place.parent
    else:
        found = known[place]
    known.update(dict.fromkeys(way, found))
    return found


def lenient_text(path: Path) -> str:
    """The text of a file; nothing when there is none or it cannot be read."""
    try:
        data = read_regular(path)
    except (OSError, ValueError):
        return ""
    # PowerShell writes `pip freeze > requirements.txt` like this.
    encoding = "utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    return data.decode(encoding, errors="replace")


def lenient_tree(text: str) -> ast.Module:
    """The syntax tree of a Python file; an empty one when it cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module([], [])
