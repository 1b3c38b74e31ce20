"""Replacements and upstream links, kept by hand in `notes.json`."""

import json
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from flake8_nnx_rng.semantics.releases.model import Note, Release
from flake8_nnx_rng.semantics.releases.queries import module

NOTES = Path(__file__).with_name("notes.json")


class NoteKind(StrEnum):
    """What a note is about, and how its key is written."""

    EXPORT = "export"
    """`vmap`"""
    KEYWORD = "keyword"
    """`vmap.split_rngs`, or `cond.*` for every keyword without a note of its own"""
    METHOD = "method"
    """`Rngs.fork`"""
    METHOD_KEYWORD = "method_keyword"
    """`Rngs.fork.split`"""
    MODULE = "module"
    """`flax.nnx.nnx`, which also speaks for the modules below it"""


def note(kind: str, key: str, release: Release) -> Note | None:
    """What to write instead of `key` in code for a release."""
    for candidate, rest in _candidates(NoteKind(kind), key):
        for entry in notes()[kind].get(candidate, ()):
            if _applies(entry, release):
                replacement = _filled(entry["replacement"], rest, release)
                return Note(replacement, entry["link"], entry.get("drop_in", False))
    return None


@cache
def notes() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """All notes as they are stored."""
    stored: dict[str, dict[str, list[dict[str, Any]]]] = json.loads(NOTES.read_bytes())
    return stored


def _candidates(kind: NoteKind, key: str) -> Iterator[tuple[str, str]]:
    """Keys that can speak for `key`, nearest first, each with what it leaves unsaid."""
    yield key, ""
    owner, dot, _ = key.rpartition(".")
    if kind is NoteKind.KEYWORD:
        yield f"{owner}.*", ""
    while kind is NoteKind.MODULE and dot:
        yield owner, key.removeprefix(owner)
        owner, dot, _ = owner.rpartition(".")


def _filled(replacement: str, rest: str, release: Release) -> str:
    """The replacement with the rest of a module's path, if there is such a module."""
    filled = replacement.replace("{rest}", rest)
    if module(filled.strip("`"), release):
        return filled
    return replacement.replace("{rest}", "")


def _applies(entry: dict[str, Any], release: Release) -> bool:
    since, until = entry.get("since"), entry.get("until")
    return (since is None or Release.parse(since) <= release) and (
        until is None or release <= Release.parse(until)
    )
