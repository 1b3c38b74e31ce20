"""What findings depend on besides code and settings: this tool, its Python, its parsers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from typing import NamedTuple

import flake8_nnx_rng
from flake8_nnx_rng.witness import saw_file, saw_folder, saw_what_is_installed

_ROOMS_APART = ("cache", "frontends", "runtime", "verification")
"""Where nothing is found."""
_COMPILED = "__pycache__"
_OTHERS = ("ast_grep_py", "flake8")
"""Who reads the code and the comments that suppress."""


def identity() -> str:
    """A digest that changes with every release, and with every change of a working copy."""
    found = _identity()
    saw_what_is_installed()
    for folder in found.folders:
        saw_folder(folder)
    for path in found.files:
        saw_file(path)
    return found.digest


class _Identity(NamedTuple):
    """The digest, and what it is made of."""

    digest: str
    files: tuple[str, ...]
    folders: tuple[str, ...]


@cache
def _identity() -> _Identity:
    found = blake2b(digest_size=16)
    python = (sys.implementation.name, *sys.version_info[:3])
    around = [*_installations()]
    described = [name for _, names in around for name in names]
    found.update(repr((flake8_nnx_rng.__version__, python, described)).encode())
    package = os.path.dirname(flake8_nnx_rng.__file__)
    folders = [*_folders(package)]
    files = sorted(path for folder in folders for path in _sources(folder))
    for path in files:
        found.update(path[len(package) :].encode())
        with open(path, "rb", buffering=0) as file:
            found.update(file.read())
    return _Identity(found.hexdigest(), tuple(files), (*folders, *(folder for folder, _ in around)))


def _folders(package: str) -> Iterator[str]:
    """The folders whose modules matter."""
    waiting = [package]
    while waiting:
        folder = waiting.pop()
        yield folder
        with os.scandir(folder) as entries:
            inner = [entry.path for entry in entries if entry.is_dir() and entry.name != _COMPILED]
        apart = {os.path.join(package, name) for name in _ROOMS_APART}
        waiting += [path for path in inner if path not in apart]


def _sources(folder: str) -> Iterator[str]:
    names = (name for name in os.listdir(folder) if name.endswith((".py", ".json")))
    return (os.path.join(folder, name) for name in names)


def _installations() -> Iterator[tuple[str, list[str]]]:
    """The folders of the others, and how those are called in which they are described."""
    for name in _OTHERS:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            around = os.path.dirname(os.path.dirname(spec.origin))
            yield around, sorted(entry for entry in os.listdir(around) if _describes(entry, name))


def _describes(entry: str, name: str) -> bool:
    return entry.startswith(f"{name}-") and entry.endswith(".dist-info")
