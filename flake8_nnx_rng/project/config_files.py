"""Reads a folder's configuration files: pyproject.toml and those of flake8."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.layers import Overrides
from flake8_nnx_rng.project.schema import TABLE, Checker

if TYPE_CHECKING:
    from configparser import SectionProxy

# The order in which flake8 looks; it reads only the first that has a section of its own.
FLAKE8_FILES = ("setup.cfg", "tox.ini", ".flake8")
FILES = ("pyproject.toml", *FLAKE8_FILES)
_FLAKE8_SECTION = re.compile(rb"^\[flake8(:local-plugins)?\]", re.MULTILINE)
_OPTIONS = ("nnx-target-flax", "nnx-enable", "nnx-across-files", "nnx-cache", "nnx-cache-dir")
_LIST_SEPARATOR = re.compile(r"[,\s]+")


def read_folder(
    folder: Path, codes: Collection[str], *, within_flake8: bool = False
) -> Iterator[Overrides]:
    """What the folder's own files say, weakest first; flake8 reads its own files itself."""
    for read in (_read_pyproject,) if within_flake8 else (_read_pyproject, _read_flake8):
        found = read(folder, codes)
        if found is not None:
            yield found


def _read_pyproject(folder: Path, codes: Collection[str]) -> Overrides | None:
    path = folder / "pyproject.toml"
    data = _data(path)
    # A broken file without our name in it is for others to complain about.
    if b"flake8-nnx-rng" not in data:
        return None
    tool = _parse_toml(path, data).get("tool", {})
    name = TABLE.removeprefix("tool.")
    if not isinstance(tool, dict) or name not in tool:
        return None
    return Checker(path, codes).table(tool[name])


def _parse_toml(path: Path, data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, f"cannot be parsed as TOML: {error}") from error


def flake8_file(folder: Path) -> tuple[Path, bytes]:
    """The configuration file of a folder that flake8 reads, and what it holds; empty for none."""
    files = ((path, _data(path)) for path in map(folder.joinpath, FLAKE8_FILES))
    return next(((p, d) for p, d in files if _FLAKE8_SECTION.search(d)), (folder, b""))


def _read_flake8(folder: Path, codes: Collection[str]) -> Overrides | None:
    path, data = flake8_file(folder)
    if b"nnx" not in data:
        return None
    section = parse_ini(path, data)
    given = [_option(section, name) for name in _OPTIONS]
    if not any(given):
        return None
    target, enable, across, cache, cache_dir = given
    checker = Checker(path, codes)
    return Overrides(
        target_flax=target and checker.release("nnx-target-flax", target),
        extend_select=checker.rules("nnx-enable", _listed(enable or "")),
        across_files=None if across is None else checker.written_flag("nnx-across-files", across),
        cache=None if cache is None else checker.written_flag("nnx-cache", cache),
        cache_dir=cache_dir and checker.folder("nnx-cache-dir", cache_dir),
        origin=str(path),
        target_reason=f"{path.name}: [flake8] nnx-target-flax",
    )


def parse_ini(path: Path, data: bytes) -> SectionProxy:
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


def _option(section: SectionProxy, name: str) -> str | None:
    """The value of an option in either of flake8's spellings; an empty one says nothing."""
    value = section.get(name) or section.get(name.replace("-", "_"))
    return value.strip() if value else None


def _listed(text: str) -> list[str]:
    return [item for item in _LIST_SEPARATOR.split(text) if item]


def _data(path: Path) -> bytes:
    if not path.is_file():
        return b""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(path, f"cannot be read: {error.strerror}") from error
