"""Positional arguments: what has another place in the target release than in others."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import Api, Release, Span, changes
from flake8_nnx_rng.semantics.releases.table import after
from flake8_nnx_rng.semantics.releases.transforms import SPLITTING, TRANSFORMS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.nodes import Arguments


def by_position(api: Api) -> list[str]:
    """The parameters that can be given by position."""
    return [p.name for p in (api.parameters or ())[: api.positional_limit]]


def fits(api: Api, given: Arguments) -> bool:
    """Whether each argument has a place of its own."""
    limit = api.positional_limit
    if limit is not None and len(given.positional) > limit:
        return False
    filled = by_position(api)[: len(given.positional)]
    return given.keywords.keys().isdisjoint(filled) and all(map(api.takes_keyword, given.keywords))


def fitting(name: str, given: Arguments) -> list[Span]:
    """The spans of releases in which a call fits."""
    return [span for span in releases.history(name).spans if fits(span.api, given)]


def refused_since(name: str, given: Arguments, release: Release) -> Release | None:
    """The first release that no longer took such a call, None where only later ones do."""
    older = [span.until for span in fitting(name, given) if span.until < release]
    return after(max(older)) if older else None


@cache
def moved(release: Release) -> frozenset[str]:
    """The names whose positional parameters do not just continue those of every release.

    What splits RNG state is left out: NNX113 knows how that is called.
    """
    tracked = changes.TRACKED - SPLITTING - {"Rngs"}
    return frozenset(name for name in tracked if _has_moved(name, release))


def _has_moved(name: str, release: Release) -> bool:
    api = releases.export(name, release)
    if api is None or api.positional_limit is None:
        return False
    now = by_position(api)
    first = 1 if name in TRANSFORMS else 0  # the function, named f or fun
    spans = releases.history(name).spans
    others = [by_position(s.api) for s in spans if s.api.positional_limit is not None]
    return any(other[first:] != now[first : len(other)] for other in others)
