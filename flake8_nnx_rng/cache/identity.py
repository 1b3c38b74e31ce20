"""What findings depend on besides code and settings: this tool, its Python, its parsers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec

import flake8_nnx_rng

_ROOMS_APART = ("cache", "frontends", "runtime", "verification")
"""Where nothing is found."""
_OTHERS = ("ast_grep_py", "flake8")
"""Who reads the code and the comments that suppress."""


@cache
def identity() -> str:
    """A digest that changes with every release, and with every change of a working copy."""
    found = blake2b(digest_size=16)
    python = (sys.implementation.name, *sys.version_info[:3])
    found.update(repr((flake8_nnx_rng.__version__, python, [*_versions()])).encode())
    package = os.path.dirname(flake8_nnx_rng.__file__)
    for path in sorted(_sources(package)):
        found.update(path[len(package) :].encode())
        with open(path, "rb", buffering=0) as file:
            found.update(file.read())
    return found.hexdigest()


def _sources(folder: str, apart: tuple[str, ...] = _ROOMS_APART) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in apart:
                    yield from _sources(entry.path, ())
            elif entry.name.endswith((".py", ".json")):
                yield entry.path


def _versions() -> Iterator[str]:
    """How the folders are called in which their installations are described."""
    for name in _OTHERS:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            around = os.path.dirname(os.path.dirname(spec.origin))
            yield from sorted(entry for entry in os.listdir(around) if _describes(entry, name))


def _describes(entry: str, name: str) -> bool:
    return entry.startswith(f"{name}-") and entry.endswith(".dist-info")
