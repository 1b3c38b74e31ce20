"""The line length that the other tools of a project are set to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project.config_files import FILES as OWN_FILES
from flake8_nnx_rng.project.config_files import flake8_file, parse_ini
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.folders import lenient_text
from flake8_nnx_rng.project.schema import LINE_LENGTHS
from flake8_nnx_rng.project.tables import parsed_toml

_RUFF_FILES = (".ruff.toml", "ruff.toml")
FILES = (*_RUFF_FILES, *OWN_FILES)


def written_in(folder: Path) -> int | None:
    """What ruff, else black, else flake8 is told by the files of a folder.

    A file or value that they could not use themselves says nothing.
    """
    return next((length for length in _lengths(folder) if length is not None), None)


def _lengths(folder: Path) -> Iterator[int | None]:
    for name in _RUFF_FILES:
        yield _columns(_toml(folder / name).get("line-length"))
    tools = _toml(folder / "pyproject.toml").get("tool")
    for tool in ("ruff", "black"):
        table = tools.get(tool) if isinstance(tools, dict) else None
        yield _columns(table.get("line-length")) if isinstance(table, dict) else None
    yield _flake8_length(folder)


def _toml(path: Path) -> dict[str, Any]:
    return parsed_toml(lenient_text(path), "line-length")


def _flake8_length(folder: Path) -> int | None:
    try:
        path, data = flake8_file(folder)
        if b"line" not in data:
            return None
        section = parse_ini(path, data)
    except ConfigError:
        return None
    written = section.get("max-line-length") or section.get("max_line_length") or ""
    return _columns(int(written)) if written.isdecimal() else None


def _columns(value: object) -> int | None:
    return value if type(value) is int and value in LINE_LENGTHS else None
