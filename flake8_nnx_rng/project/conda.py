"""What the environment files of conda say about flax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flake8_nnx_rng.project.folders import lenient_text
from flake8_nnx_rng.project.requirement import (
    Listed,
    Requirement,
    Said,
    Unread,
    first,
    parse,
    weigh,
)

BEGINNING = "environment"
_SUFFIXES = (".yml", ".yaml")
_ENTRY = re.compile(
    r"""^[ \t]*-[ \t]+(?P<quote>["']?)(?:[\w./-]+::)?"""
    r"""(?P<spec>flax(?![\w.-]).*?)(?P=quote)[ \t\r]*$""",
    re.MULTILINE | re.IGNORECASE,
)
_COMMENT = re.compile(r"(?:^|[ \t])#.*", re.MULTILINE)
_NAMED = re.compile(
    r"""flax\s*(?:\[.*?version\s*=\s*["']?(?P<inside>[^"'\]]*).*\])?""", re.IGNORECASE
)
_VERSION = re.compile(r"(?P<operator>[=<>!~]*)\s*(?P<version>[\w.*]+)")


def required(folder: Path) -> Said:
    """What the first environment file of a folder that names flax says."""
    return first(map(_weighed, sorted(_files(folder))))


def _files(folder: Path) -> Iterator[Path]:
    for suffix in _SUFFIXES:
        yield from folder.glob(f"{BEGINNING}*{suffix}")


def _weighed(path: Path) -> Said:
    text = _COMMENT.sub("", lenient_text(path))
    return weigh(read(found["spec"], path.name) for found in _ENTRY.finditer(text))


def read(spec: str, source: str) -> Listed:
    """One requirement as conda writes it, or pip, for what a list within the list is for."""
    found = parse(spec, source)
    if isinstance(found, Requirement):
        return found
    named = _NAMED.match(spec)
    rest = "" if named is None else named["inside"] or spec[named.end() :]
    if not rest.strip():
        return None
    alternatives = [_pep440(part) for part in rest.split("|")]
    if None in alternatives:
        return Unread(source, spec.strip())
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        sets = tuple(SpecifierSet(text) for text in alternatives if text)
    except InvalidSpecifier:
        return Unread(source, spec.strip())
    return Requirement(source, " ".join(spec.split()), sets) if sets else None


def _pep440(text: str) -> str | None:
    """`=0.8` means every 0.8.x; what stands behind a second `=` or a space is a build."""
    terms = []
    for term in text.split(","):
        found = _VERSION.match(term.strip())
        if found is None:
            return None
        operator, version = found["operator"], found["version"]
        if operator in ("", "="):
            is_short = version.count(".") < 2 and not version.endswith("*")
            operator, version = "==", f"{version}.*" if is_short else version
        if version != "*":
            terms.append(f"{operator}{version}")
    return ",".join(terms)
