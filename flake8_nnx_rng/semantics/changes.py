"""Changes: what other releases have and the target has not, and what it deprecates."""

from __future__ import annotations

from functools import cache

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import Release, StatusKind
from flake8_nnx_rng.semantics.releases.table import present
from flake8_nnx_rng.semantics.uses import TRANSFORMS

TRACKED = TRANSFORMS | frozenset(
    {"Rngs", "RngStream", "Dropout", "reseed", "restore_rngs", "split", "merge", "clone"}
)
"""The functions and classes whose keywords the rules watch."""


@cache
def exports(release: Release, kind: StatusKind) -> frozenset[str]:
    """Names of `flax.nnx` that the release has no longer, or not yet; submodules left out."""
    missing = releases.all_exports() - releases.exports(release)
    return frozenset(
        name
        for name in missing
        if releases.status(name, release).kind is kind
        and not releases.module(f"flax.nnx.{name}", release)
    )


@cache
def deprecated_exports(release: Release) -> frozenset[str]:
    """Names of `flax.nnx` that warn in the release."""
    present = ((name, releases.export(name, release)) for name in releases.exports(release))
    return frozenset(name for name, api in present if api is not None and api.deprecated)


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
    apis = (span.api for span in releases.history(name).spans)
    return {p.name for api in apis for p in api.parameters or () if api.keyword(p.name)}


@cache
def newer_methods(release: Release) -> frozenset[str]:
    """Methods of `nnx.Rngs` that come after the release."""
    members = (path.split(".") for path in present("methods", releases.newest()))
    return frozenset(
        name
        for owner, name in members
        if owner == "Rngs" and releases.method_status(owner, name, release).kind is StatusKind.NEWER
    )


def replacement(kind: str, key: str, release: Release) -> str:
    """What to write instead, as the end of a message; empty where nothing is known."""
    note = releases.note(kind, key, release)
    return "" if note is None else f": {note.replacement}"
