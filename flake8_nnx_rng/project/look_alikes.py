"""Headers and tables that look like ours, or like that of flake8, and that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.schema import TABLE

_NAMES = ("nnxrng", "flake8nnx", "flake8nnxrng")
_SIGNS = re.compile(r"[-_.: ]")
_NEAR = 0.87
_OURS = re.compile(rb"nnx", re.IGNORECASE)
_OWN = TABLE.removeprefix("tool.")
_UNCLOSED = re.compile(rb"^(\[flake8[^\]\r\n]*)\r?$|^(flake8\])\s*$", re.MULTILINE | re.IGNORECASE)
_HEADER = re.compile(rb"^\[([^\]\r\n]*)\]", re.MULTILINE)
_OPTION = re.compile(rb"^(nnx[-_][\w-]+)[ \t]*[=:]", re.MULTILINE | re.IGNORECASE)
_SECTION = "flake8"


def tables_like_ours(root: Mapping[str, Any]) -> Iterator[str]:
    """The tables of a pyproject.toml whose names are nearly ours."""
    for top, table in root.items():
        if isinstance(table, dict):
            if top in ("tool", "tools"):
                known = _OWN if top == "tool" else ""
                yield from (f"{top}.{name}" for name in _like_ours(table) if name != known)
                yield from (f"{top}.flake8.{name}" for name in _like_ours(table.get("flake8")))
            elif _is_like_ours(top):
                yield top


def _like_ours(table: object) -> Iterator[str]:
    for name, inner in table.items() if isinstance(table, dict) else ():
        if isinstance(inner, dict) and _is_like_ours(name):
            yield name


def _is_like_ours(name: str) -> bool:
    bare = _SIGNS.sub("", name.lower()).removeprefix("tool")
    return bool(get_close_matches(bare, _NAMES, n=1, cutoff=_NEAR))


def check_sections(path: Path, data: bytes) -> None:
    """Raise `ConfigError` for a file of flake8 with a section of ours, which has none."""
    for header, _ in _sections(data) if _OURS.search(data) else ():
        if _is_like_ours(header):
            message = f"unknown section `[{header}]`, did you mean `[{_SECTION}]`?"
            raise ConfigError(path, message)


def check_headers(path: Path, data: bytes) -> None:
    """Raise `ConfigError` for a file without a section of flake8 that was to have one.

    Its header is broken, or it stands under another one.
    """
    broken = _UNCLOSED.search(data)
    if broken is not None:
        header = _text(broken[1] or broken[2])
        raise ConfigError(path, f"broken header `{header}`, did you mean `[{_SECTION}]`?")
    for header, inside in _sections(data):
        option = _OPTION.search(inside)
        if option is not None and _SECTION in header.lower():
            where = f"`{_text(option[1])}` stands in `[{header}]`, which flake8 does not read"
            raise ConfigError(path, f"{where}: did you mean `[{_SECTION}]`?")


def _sections(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The headers with what stands below them."""
    found = [*_HEADER.finditer(data)]
    ends = [*(header.start() for header in found[1:]), len(data)]
    for header, end in zip(found, ends, strict=False):
        yield _text(header[1]), data[header.end() : end]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
