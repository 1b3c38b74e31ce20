"""pip's requirement files: requirements*.txt, requirements/*.txt, constraints.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flake8_nnx_rng.project.folders import absolute, lenient_text
from flake8_nnx_rng.project.requirement import Evidence, Requirement, parse, weigh

BEGINNING = "requirements"
"""How the names begin of the other files, and of the folder."""
CONSTRAINTS = "constraints.txt"
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s+|=)?([^\s\0]+)")
_COMMENT = re.compile(r"(^|\s)#.*")
_CONTINUED = re.compile(r"\\\r?\n")


def required(folder: Path) -> Evidence | None:
    """What the first requirement file that names flax says, with the files it includes."""
    lists = (_requirements(path, folder, set()) for path in _files(folder))
    return next(filter(None, map(weigh, lists)), None)


def _files(folder: Path) -> Iterator[Path]:
    """The file that is installed in production first."""
    yield folder / f"{BEGINNING}.txt"
    yield from sorted(folder.glob(f"{BEGINNING}*.txt"))
    yield from sorted(folder.glob(f"{BEGINNING}/*.txt"))
    yield folder / CONSTRAINTS


def _requirements(path: Path, folder: Path, seen: set[Path]) -> Iterator[Requirement | None]:
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
            yield parse(line.partition(" --")[0], source)


def _lines(text: str) -> Iterator[str]:
    for line in _CONTINUED.sub(" ", text).splitlines():
        yield _COMMENT.sub("", line).strip()
