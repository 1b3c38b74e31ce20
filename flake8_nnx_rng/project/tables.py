"""Tables of files that people write: what is missing, or something else, is empty."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project.folders import lenient_text
from flake8_nnx_rng.project.requirement import Broken

_MOST_PARTS = 5000
_NAMED = re.compile(r"\bflax\b", re.IGNORECASE)
_TOO_DEEP = "nested too deeply"


def read_toml(path: Path) -> dict[str, Any]:
    """A file in which flax is named; an empty table for others, and where it cannot be read."""
    return parsed_toml(lenient_text(path))


def broken_toml(path: Path) -> Broken | None:
    """What is wrong with a file for which `read_toml` has nothing; None where that is nothing."""
    text = lenient_text(path)
    try:
        toml(text if _NAMED.search(text) else "")
    except ValueError as error:
        return Broken(path.name, f"cannot be parsed as TOML: {error}")
    return None


def parsed_toml(text: str, word: str = "flax") -> dict[str, Any]:
    """The same of a text, in which this word has to be."""
    if word not in text.lower():
        return {}
    try:
        return toml(text)
    except ValueError:
        return {}


@lru_cache(maxsize=16)
def toml(text: str) -> dict[str, Any]:
    """The tables of a text; raises `ValueError` for one that is no TOML, or nested too deeply.

    The files of a project are asked about several things, by each that checks something there.
    """
    import tomllib

    # The parser takes the square of the time for a key of so many parts.
    if text.count(".") > _MOST_PARTS and _is_deep(text):
        raise ValueError(_TOO_DEEP)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def _is_deep(text: str) -> bool:
    return any(line.count(".") > _MOST_PARTS for line in text.split("\n"))


def table(root: object, *keys: str) -> dict[str, Any]:
    """The table at a path of keys; an empty one when it is missing or no table."""
    for key in keys:
        root = root.get(key) if isinstance(root, dict) else None
    return root if isinstance(root, dict) else {}
