"""Changes: what other releases have and the target has not, and what it deprecates."""

from __future__ import annotations

from functools import cache

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import History, Release, StatusKind
from flake8_nnx_rng.semantics.releases.table import deprecated, present
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS

TRACKED = TRANSFORMS | frozenset(
    {"Rngs", "RngStream", "Dropout", "reseed", "restore_rngs", "split", "merge", "clone"}
)
"""The functions and classes whose keywords the rules watch."""


@cache
def exports(release: Release, kind: StatusKind) -> frozenset[str]:
    """Names of `flax.nnx` that the release has no longer, or not yet."""
    missing = releases.all_exports() - releases.exports(release)
    return frozenset(name for name in missing if releases.status(name, release).kind is kind)


@cache
def deprecated_exports(release: Release) -> frozenset[str]:
    """Names of `flax.nnx` that warn in the release."""
    return deprecated("exports", release)


@cache
def keywords(release: Release, kind: StatusKind) -> dict[str, frozenset[str]]:
    """For each tracked name, the keywords that the release takes no longer, or not yet."""
    found = {
        name: frozenset(
            keyword
            for keyword in _keywords_ever(name)
            if releases.keyword_status(name, keyword, release).kind is kind
        )
        for name in TRACKED
        if releases.export(name, release) is not None
    }
    return {name: changed for name, changed in found.items() if changed}


def _keywords_ever(name: str) -> set[str]:
    history = releases.history(name)
    named = {p.name for span in history.spans for p in span.api.parameters or ()}
    return {keyword for keyword in named - {"f", "fun"} if is_named(history, keyword)}


def is_named(history: History, keyword: str) -> bool:
    """Whether any release has a parameter of this name, not only `**kwargs`."""
    return any(span.api.keyword(keyword) is not None for span in history.spans)


@cache
def newer_methods(release: Release, class_name: str = "Rngs") -> frozenset[str]:
    """Methods of `nnx.Rngs`, or of `RngStream`, that come after the release."""
    members = (path.split(".") for path in present("methods", releases.newest()))
    return frozenset(
        name
        for owner, name in members
        if owner == class_name
        and releases.method_status(owner, name, release).kind is StatusKind.NEWER
    )


@cache
def modules(release: Release, kind: StatusKind) -> frozenset[str]:
    """Module paths of other releases that the release has no longer, or not yet."""
    return frozenset(
        path for path in _all_modules() if releases.module_status(path, release).kind is kind
    )


@cache
def old_modules(release: Release) -> frozenset[str]:
    """Module paths that the release has no longer, or warns about."""
    warning = {path for path in _all_modules() if releases.module_deprecation(path, release)}
    return modules(release, StatusKind.REMOVED) | warning


@cache
def _all_modules() -> frozenset[str]:
    return frozenset[str]().union(*(present("modules", known) for known in releases.known()))


def replacement(kind: str, key: str, release: Release) -> str:
    """What to write instead; empty where nothing is known."""
    note = releases.note(kind, key, release)
    return f"use {note.replacement}" if note is not None and note.replacement else ""
