"""pip's requirement files: requirements*.txt, requirements/*.txt, constraints.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flake8_nnx_rng.project.folders import absolute, lenient_text
from flake8_nnx_rng.project.requirement import Listed, Said, at, parse, weigh
from flake8_nnx_rng.witness import saw_folder

BEGINNING = "requirements"
"""How the names begin of the other files, and of the folder."""
CONSTRAINTS = "constraints.txt"
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s+|=)?([^\s\0]+)")
_ADDRESS = re.compile(
    r"(?:(?:-e|--editable)[\s=]+)?"
    r"((?:git\+|https?://|file:)\S*(?:/flax(?:\.git)?(?=[@#\s]|$)|/flax-\d|[#&]egg=flax\b)\S*)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"(^|\s)#.*")
_CONTINUED = re.compile(r"\\\r?\n")


def required(folder: Path) -> Iterator[Said]:
    """What each requirement file says, with the files it includes."""
    return (weigh(listed(path, folder)) for path in _files(folder))


def listed(path: Path, folder: Path) -> Iterator[Listed]:
    """The requirements of a file in a folder, with those of the files that it includes."""
    return _requirements(path, folder, set())


def _files(folder: Path) -> Iterator[Path]:
    """The file that is installed in production first."""
    yield folder / f"{BEGINNING}.txt"
    yield from sorted(folder.glob(f"{BEGINNING}*.txt"))
    saw_folder(folder / BEGINNING)
    yield from sorted(folder.glob(f"{BEGINNING}/*.txt"))
    yield folder / CONSTRAINTS


def _requirements(path: Path, folder: Path, seen: set[Path]) -> Iterator[Listed]:
    """The requirements of a file; what is outside of `folder` is not looked at."""
    place = absolute(path)
    if place in seen or not place.is_relative_to(folder):
        return
    seen.add(place)
    source = place.relative_to(folder).as_posix()
    for line in _lines(lenient_text(place)):
        include = _INCLUDE.match(line)
        if include:
            yield from _requirements(place.parent / include[1], folder, seen)
        else:
            yield parsed(line.partition(" --")[0], source)


def parsed(line: str, source: str) -> Listed:
    """A requirement as pip takes it, which may be an address alone."""
    address = _ADDRESS.match(line)
    return parse(line, source) if address is None else at(address[1], source, line.strip())


def _lines(text: str) -> Iterator[str]:
    for line in _CONTINUED.sub(" ", text).splitlines():
        yield _COMMENT.sub("", line).strip()
