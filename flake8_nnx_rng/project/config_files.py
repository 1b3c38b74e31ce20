"""Reads a folder's configuration files: pyproject.toml and those of flake8."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from errno import EISDIR, ELOOP, ENOENT, ENOTDIR
from pathlib import Path
from typing import Any, NamedTuple

from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.flake8_choice import listed, read_choice
from flake8_nnx_rng.project.layers import Overrides
from flake8_nnx_rng.project.look_alikes import check_headers, check_sections, tables_like_ours
from flake8_nnx_rng.project.schema import TABLE, Checker
from flake8_nnx_rng.project.tables import toml
from flake8_nnx_rng.syntax.regular import IrregularError, read_regular

PYPROJECT = "pyproject.toml"
# The order in which flake8 looks; it reads only the first that has a section of its own.
FLAKE8_FILES = ("setup.cfg", "tox.ini", ".flake8")
FILES = (PYPROJECT, *FLAKE8_FILES)
_FLAKE8_SECTION = re.compile(rb"^\[flake8(:local-plugins)?\]", re.MULTILINE)
_OPTIONS = (
    "nnx-target-flax",
    "nnx-source-flax",
    "nnx-enable",
    "nnx-across-files",
    "nnx-cache",
    "nnx-cache-dir",
    "nnx-baseline",
    "nnx-time-limit",
)
_FLAKE8_TABLE = "tool.flake8"
"""Where Flake8-pyproject has flake8 look first; it then reads no other file."""
_OURS = re.compile(rb"(?i)nnx[-_. ]?rng|flake8[-_. ]?nnx")


class ConfigFiles(NamedTuple):
    """The only file whose settings hold for a run, or none."""

    path: Path | None = None

    @property
    def root(self) -> Path | None:
        """The folder that its patterns start from."""
        return None if self.path is None else self.path.parent

    def read(self, codes: Collection[str]) -> Iterator[Overrides]:
        """What it says; it has to be there."""
        if self.path is None:
            return
        if not self.path.is_file():
            reason = "not a regular file" if self.path.exists() else "no such file"
            raise ConfigError(self.path, f"cannot be read: {reason}")
        if self.path.suffix == ".toml":
            found = [_read_table(self.path, codes), _read_flake8_table(self.path, codes)]
        else:
            data = _data(self.path)
            _has_section(self.path, data)
            found = [_read_flake8_file(self.path, data, codes)]
        yield from filter(None, found)


_NONE = (ENOENT, ENOTDIR, EISDIR, ELOOP)
"""What is said of a path where there is no file."""

ISOLATED = ConfigFiles()


def read_table(folder: Path, codes: Collection[str]) -> Overrides | None:
    """What our own table in the folder's pyproject.toml says."""
    return _read_table(folder / PYPROJECT, codes)


def _read_table(path: Path, codes: Collection[str]) -> Overrides | None:
    data = _data(path)
    # A broken file without our name in it is for others to complain about.
    if not _OURS.search(data):
        return None
    root = _parse_toml(path, data)
    for table in tables_like_ours(root):
        raise ConfigError(path, f"unknown table `[{table}]`, did you mean `[{TABLE}]`?")
    tool = _tool(root)
    name = TABLE.removeprefix("tool.")
    return Checker(path, codes).table(tool[name]) if name in tool else None


def read_flake8(folder: Path, codes: Collection[str]) -> Overrides | None:
    """What flake8 is told in a folder, about itself and about its plugin."""
    return _read_flake8_table(folder / PYPROJECT, codes) or _read_flake8_file(
        *flake8_file(folder), codes
    )


def _read_flake8_table(path: Path, codes: Collection[str]) -> Overrides | None:
    table = _flake8_table(path)
    return None if table is None else _flake8_layer(path, _FLAKE8_TABLE, table, codes)


def _read_flake8_file(path: Path, data: bytes, codes: Collection[str]) -> Overrides | None:
    if not data:
        return None
    try:
        section = parse_ini(path, data)
    except ConfigError:
        if b"nnx" in data:
            raise
        return None  # as flake8, which warns of it
    return _flake8_layer(path, "flake8", section, codes)


def _flake8_table(path: Path) -> Mapping[str, str] | None:
    data = _data(path)
    if b"flake8" not in data:
        return None
    try:
        table = _tool(_parse_toml(path, data)).get(_FLAKE8_TABLE.removeprefix("tool."))
    except ConfigError:
        if b"nnx" in data:
            raise
        return None
    if not isinstance(table, dict):
        return None
    return {key.lower(): _written(value) for key, value in table.items()}


def _written(value: object) -> str:
    """A value as an ini file would have it."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _tool(root: Mapping[str, Any]) -> Mapping[str, Any]:
    tool = root.get("tool", {})
    return tool if isinstance(tool, dict) else {}


def _parse_toml(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return toml(data.decode("utf-8-sig"))
    except ValueError as error:  # UnicodeDecodeError is one
        raise ConfigError(path, f"cannot be parsed as TOML: {error}") from error


def flake8_file(folder: Path) -> tuple[Path, bytes]:
    """The configuration file of a folder that flake8 reads, and what it holds; empty for none."""
    for path in map(folder.joinpath, FLAKE8_FILES):
        data = _data(path)
        if _has_section(path, data):
            return path, data
    return folder, b""


def _has_section(path: Path, data: bytes) -> bool:
    """Whether flake8 finds its own section; `ConfigError` where it stands there otherwise."""
    check_sections(path, data)
    if _FLAKE8_SECTION.search(data):
        return True
    check_headers(path, data)
    return False


def _flake8_layer(
    path: Path, section: str, options: Mapping[str, str], codes: Collection[str]
) -> Overrides:
    given = {name.replace("_", "-"): text.strip() for name, text in options.items()}
    for name in given:
        if name.startswith("nnx-") and name not in _OPTIONS:
            expected = ", ".join(f"`{option}`" for option in _OPTIONS)
            raise ConfigError(path, f"unknown option `{name}`, expected one of {expected}")
    try:
        choice = read_choice(given, path.parent)
    except ValueError as error:
        raise ConfigError(path, f"invalid value for `per-file-ignores`: {error}") from error
    found = (given.get(name) or None for name in _OPTIONS)
    target, source, enable, across, cache, cache_dir, baseline, limit = found
    checker = Checker(path, codes)
    return Overrides(
        target_flax=target and checker.release("nnx-target-flax", target),
        source_flax=source and checker.release("nnx-source-flax", source),
        extend_select=checker.rules("nnx-enable", listed(enable or "")),
        across_files=None if across is None else checker.written_flag("nnx-across-files", across),
        cache=None if cache is None else checker.written_flag("nnx-cache", cache),
        cache_dir=cache_dir and checker.folder("nnx-cache-dir", cache_dir),
        baseline=baseline and checker.file("nnx-baseline", baseline),
        time_limit=limit and checker.written_seconds("nnx-time-limit", limit),
        flake8=choice,
        origin=f"{path}: [{section}]",
        target_reason=f"{path.name}: [{section}] nnx-target-flax",
        source_reason=f"{path.name}: [{section}] nnx-source-flax",
    )


def parse_ini(path: Path, data: bytes) -> Mapping[str, str]:
    """The section of flake8 in a configuration file of it, or `ConfigError`."""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(data.decode("utf-8"))
    except (Error, UnicodeDecodeError) as error:
        first_line = str(error).partition("\n")[0]
        raise ConfigError(path, f"cannot be parsed: {first_line}") from error
    if not parser.has_section("flake8"):
        parser.add_section("flake8")
    return parser["flake8"]


def _data(path: Path) -> bytes:
    try:
        return read_regular(path)
    except (IrregularError, ValueError):
        return b""
    except OSError as error:
        if error.errno in _NONE:
            return b""
        raise ConfigError(path, f"cannot be read: {error.strerror}") from error
