"""Tables of files that people write: what is missing, or something else, is empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flake8_nnx_rng.project.folders import lenient_text


def read_toml(path: Path) -> dict[str, Any]:
    """A file in which flax is named; an empty table for others, and where it cannot be read."""
    return parsed_toml(lenient_text(path))


def parsed_toml(text: str, word: str = "flax") -> dict[str, Any]:
    """The same of a text, in which this word has to be."""
    if word not in text.lower():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def table(root: object, *keys: str) -> dict[str, Any]:
    """The table at a path of keys; an empty one when it is missing or no table."""
    for key in keys:
        root = root.get(key) if isinstance(root, dict) else None
    return root if isinstance(root, dict) else {}
