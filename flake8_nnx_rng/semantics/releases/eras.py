"""Eras: the releases that split RNG state implicitly, and those that want it said."""

from __future__ import annotations

from functools import cache

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import Release
from flake8_nnx_rng.semantics.releases.transforms import DERIVATIVES, MAPPING

EXPLICIT_SPLIT = "split_rngs"


@cache
def first_explicit() -> Release:
    """The first release in which `split_rngs` exists and transforms no longer split."""
    return next(r for r in releases.known() if releases.export(EXPLICIT_SPLIT, r) is not None)


@cache
def last_implicit() -> Release:
    """The release before it."""
    return max(r for r in releases.known() if r < first_explicit())


def is_legacy_release(release: Release) -> bool:
    """Whether a release splits RNG state implicitly."""
    return release < first_explicit()


@cache
def is_legacy_keyword(transform: str, keyword: str) -> bool:
    """Whether a transform took a keyword before the explicit releases and has not since."""
    now = releases.export(transform, first_explicit())
    if now is None or now.takes_keyword(keyword):
        return False
    before = (releases.export(transform, r) for r in releases.known() if is_legacy_release(r))
    return any(api is not None and api.takes_keyword(keyword) for api in before)


@cache
def is_legacy_symbol(name: str) -> bool:
    """Whether a name of `flax.nnx` is a lifted class: `nnx.Vmap`, `nnx.Scan`, gone since."""
    if name == name.lower() or name.lower() not in MAPPING:
        return False
    return releases.export(name, last_implicit()) is not None


@cache
def forks_dropout(release: Release) -> bool:
    """Whether `nnx.Dropout` keeps a fork of the stream it is given, since 0.11.0."""
    return releases.export("fork_rngs", release) is not None


def shares_merged(release: Release) -> bool:
    """Whether `nnx.merge` makes modules of the variables of its states, since 0.11.0."""
    return forks_dropout(release)


def draws_reseeded(release: Release) -> bool:
    """Whether `nnx.reseed` draws the new key of a stream from what it is given, since 0.11.0."""
    return forks_dropout(release)


@cache
def first_sharing() -> Release:
    """The first release in which it does."""
    return next(r for r in releases.known() if shares_merged(r))


FLATTENS_TO_PAIRS = releases.resolve("0.10.3")


def flattens_to_pairs(release: Release) -> bool:
    """Whether `State.flat_state()` gives a sequence of pairs, where it gave a dict."""
    return release >= FLATTENS_TO_PAIRS


_KEEPS_STATUS = releases.resolve("0.12.0")


def keeps_status(release: Release) -> bool:
    """Whether the first value of an attribute says for good if data may be in it."""
    return release >= _KEEPS_STATUS


_REFUSES_EMPTY = releases.resolve("0.12.5")


def refuses_empty(release: Release) -> bool:
    """Whether a static container refuses modules that hold no arrays, too."""
    return release >= _REFUSES_EMPTY


def first_keeping() -> Release:
    """The first release in which it does."""
    return _KEEPS_STATUS


_LOOKS_AT_UNUSED = releases.resolve("0.10.7")


def maps_unused(release: Release) -> bool:
    """Whether a sized vmap takes a scalar stream, as long as no lane draws from it."""
    return release < _LOOKS_AT_UNUSED


_LOST_TRACE_CHECK = releases.resolve("0.10.1")
_FOUND_TRACE_CHECK = releases.resolve("0.10.5")
"""`TraceState.is_valid` said True to everything in between, whatever the release of JAX; before,
with the JAX of its time, it saw the traces of jit, scan and cond, not those of vmap and grad."""

_NOT_SEEN = DERIVATIVES | {"vmap", "vectorize", "apply_along_axis", "grad", "value_and_grad"}


def sees_capture(transform: str, release: Release) -> bool:
    """Whether a draw from captured state inside a transform raises in a release."""
    if release >= _FOUND_TRACE_CHECK:
        return True
    return release < _LOST_TRACE_CHECK and transform not in _NOT_SEEN


LOOSE = frozenset({"cond", "switch", "while_loop", "fori_loop", "remat"})
"""Transforms that took captured state apart without a look at its trace level."""
_FOUND_INNER_CHECK = releases.resolve("0.12.1")


def writes_inner_state(release: Release) -> bool:
    """Whether loose transforms write into captured state, which leaks, with no error."""
    return release >= _FOUND_TRACE_CHECK and not checks_inner_state(release)


def checks_inner_state(release: Release) -> bool:
    """Whether loose transforms look at the trace level, too, since 0.12.1."""
    return release >= _FOUND_INNER_CHECK


def accepts_modules(release: Release) -> bool:
    """Whether the transforms of JAX itself take modules and Rngs, as pytrees, since 0.11.0."""
    return forks_dropout(release)


_READS_STATE_AXES = releases.resolve("0.10.0")


def reads_state_axes(release: Release) -> bool:
    """Whether shared state may come back under other `nnx.StateAxes` that say the same of it.

    Up to 0.9.0 it had to be the same one.
    """
    return release >= _READS_STATE_AXES
