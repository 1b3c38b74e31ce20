"""The file of a baseline: JSON that people can read and that differs where findings differ."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flake8_nnx_rng.baseline.entries import Entry
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.folders import absolute
from flake8_nnx_rng.syntax.files import replace_file
from flake8_nnx_rng.syntax.regular import read_regular
from flake8_nnx_rng.syntax.source import SourceError

VERSION = 1
_CODE = re.compile(r"NNX[0-9]{3}")
Entries = Mapping[str, tuple[Entry, ...]]
"""What is known of each file, by its path from the folder of the baseline on."""


def read(path: Path) -> dict[str, tuple[Entry, ...]]:
    """What a baseline holds; raises `ConfigError` for one that is none."""
    try:
        data = json.loads(read_regular(path))
    except OSError as error:
        reason = f"{error.strerror}; --write-baseline makes one"
        raise ConfigError(path, f"the baseline cannot be read: {reason}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(path, f"the baseline cannot be parsed: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("files"), dict):
        raise ConfigError(path, "the baseline has no table `files`")
    if data.get("version") != VERSION:
        raise ConfigError(path, f"the baseline has not the version {VERSION}")
    return {name: _entries(path, name, found) for name, found in data["files"].items()}


def _entries(path: Path, name: str, found: Any) -> tuple[Entry, ...]:
    try:
        return tuple(_entry(item) for item in found)
    except (TypeError, KeyError, ValueError) as error:
        raise ConfigError(path, f"the baseline has an entry of {name!r} that is none") from error


def _entry(item: Mapping[str, object]) -> Entry:
    texts = [item["code"], item["text"], item.get("before", ""), item.get("after", "")]
    code, *lines = (text for text in texts if isinstance(text, str))
    if len(lines) != 3 or not _CODE.fullmatch(code):
        raise ValueError
    return Entry(code, *lines)


def written(entries: Entries) -> bytes:
    """A baseline as a file holds it, files and entries in order."""
    files = {
        name: [_data(entry) for entry in sorted(entries[name])]
        for name in sorted(entries)
        if entries[name]
    }
    text = json.dumps({"version": VERSION, "files": files}, indent=1, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def _data(entry: Entry) -> dict[str, str]:
    return {name: text for name, text in entry._asdict().items() if text or name == "text"}


def write(path: Path, entries: Entries) -> None:
    """Replace a baseline at once and whole, or raise `ConfigError`."""
    data = written(entries)
    try:
        if path.exists():
            replace_file(path, before=read_regular(path), after=data)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except (OSError, SourceError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.reason
        raise ConfigError(path, f"the baseline cannot be written: {reason}") from error


def name_in(path: Path, filename: str) -> str:
    """The path of a file from the folder of a baseline on."""
    return os.path.relpath(absolute(filename), path.parent).replace(os.sep, "/")
