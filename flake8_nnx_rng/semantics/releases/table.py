"""Loads the generated table; its releases and histories are read when asked for."""

import json
import re
from bisect import bisect_right
from functools import cache
from math import inf
from pathlib import Path
from typing import Any, Literal

from flake8_nnx_rng.semantics.releases.model import Api, ApiKind, Ends, History, Release, Span
from flake8_nnx_rng.semantics.releases.parameters import parse

Section = Literal["exports", "methods", "modules"]

TABLE = Path(__file__).with_name("table.json")
VERSION = re.compile(r"v?(\d+(?:\.\d+){0,2})(?:[.-]?(?:a|b|rc|dev|post)\d*)*(?:\+\S+)?")


@cache
def known() -> tuple[Release, ...]:
    """Every release in the table, oldest first."""
    return tuple(Release.parse(entry["version"]) for entry in load()["releases"])


def newest() -> Release:
    """The newest release in the table."""
    return known()[-1]


@cache
def resolve(text: str) -> Release:
    """The release that stands for a version like `0.12.8` or `0.12`.

    A version without a patch is the newest one of its series; a version that the table does
    not have is the nearest lower one, or the oldest one if there is none.
    """
    match = VERSION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a version of Flax: {text!r} (expected something like 0.12.8)")
    given = tuple(map(int, match[1].split(".")))
    return _nearest((*given, inf, inf)[:3])


@cache
def nearest(release: Release) -> Release:
    """The release itself if the table has it, else the nearest lower one."""
    return _nearest(release.version)


def after(release: Release) -> Release | None:
    """The next release in the table."""
    place = bisect_right(known(), release)
    return known()[place] if place < len(known()) else None


@cache
def history(section: Section, name: str) -> History:
    """Spans of one symbol; none when the table never has it."""
    entries = load()[section].get(name, ())
    return History(name, tuple(_span(name, entry) for entry in entries))


@cache
def load() -> dict[str, Any]:
    """The table as it is stored."""
    table: dict[str, Any] = json.loads(TABLE.read_bytes())
    return table


def present(section: Section, release: Release) -> frozenset[str]:
    """Names that a release has, found without reading their parameters."""
    symbols = load()[section].items()
    return frozenset(name for name, entries in symbols if any(release in _ends(e) for e in entries))


def deprecated(section: Section, release: Release) -> frozenset[str]:
    """Names that a release warns about, found the same way."""
    warning = (
        (name, [entry for entry in entries if "deprecated" in entry])
        for name, entries in load()[section].items()
    )
    return frozenset(name for name, entries in warning if any(release in _ends(e) for e in entries))


def _nearest(version: tuple[float, ...]) -> Release:
    place = bisect_right([r.version for r in known()], version)
    return known()[max(place - 1, 0)]


def _span(name: str, entry: dict[str, Any]) -> Span:
    ends = _ends(entry)
    return Span(ends.since, ends.until, _api(name.rpartition(".")[2], entry))


def _ends(entry: dict[str, Any]) -> Ends:
    until = entry["until"]
    return Ends(Release.parse(entry["since"]), Release.parse(until) if until else newest())


def _api(name: str, entry: dict[str, Any]) -> Api:
    spelled = entry.get("parameters")
    deprecated = entry.get("deprecated_parameters", {})
    return Api(
        name,
        ApiKind(entry.get("kind", ApiKind.MODULE)),
        None if spelled is None else parse(spelled, deprecated),
        entry.get("partial_like", False),
        entry.get("deprecated"),
    )
