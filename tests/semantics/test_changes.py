"""What a target release has no longer, not yet, or warns about."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import Release, StatusKind, changes

NEWEST = releases.newest()


def release(version: str) -> Release:
    return releases.resolve(version)


@pytest.mark.parametrize(
    ("version", "kind", "name", "listed"),
    [
        pytest.param("0.12.8", StatusKind.REMOVED, "Vmap", True, id="lifted class"),
        pytest.param("0.8.5", StatusKind.REMOVED, "Vmap", False, id="still there"),
        pytest.param("0.8.5", StatusKind.NEWER, "split_rngs", True, id="not there yet"),
        pytest.param("0.9.0", StatusKind.NEWER, "split_rngs", False, id="there"),
        pytest.param("0.12.8", StatusKind.REMOVED, "vmap", False, id="always there"),
        pytest.param("0.12.8", StatusKind.REMOVED, "rnglib", False, id="a submodule"),
    ],
)
def test_exports_that_the_release_lacks_are_listed(
    version: str, kind: StatusKind, name: str, listed: bool
) -> None:
    assert (name in changes.exports(release(version), kind)) is listed


@pytest.mark.parametrize("kind", [StatusKind.REMOVED, StatusKind.NEWER])
def test_what_is_listed_is_really_missing(kind: StatusKind) -> None:
    for target in releases.known():
        assert changes.exports(target, kind).isdisjoint(releases.exports(target))


def test_the_newest_release_has_nothing_to_come() -> None:
    assert changes.exports(NEWEST, StatusKind.NEWER) == frozenset()
    assert changes.keywords(NEWEST, StatusKind.NEWER) == {}
    assert changes.newer_methods(NEWEST) == frozenset()


@pytest.mark.parametrize(
    ("version", "kind", "name", "keyword", "listed"),
    [
        pytest.param("0.9.0", StatusKind.REMOVED, "vmap", "split_rngs", True, id="removed"),
        pytest.param("0.8.5", StatusKind.REMOVED, "vmap", "split_rngs", False, id="not yet"),
        pytest.param("0.9.0", StatusKind.REMOVED, "grad", "wrt", True, id="grad's"),
        pytest.param("0.9.0", StatusKind.NEWER, "vmap", "graph", True, id="to come"),
        pytest.param("0.10.0", StatusKind.NEWER, "split_rngs", "squeeze", True, id="squeeze"),
        pytest.param("0.9.0", StatusKind.REMOVED, "vmap", "in_axes", False, id="still taken"),
    ],
)
def test_keywords_that_the_release_refuses_are_listed(
    version: str, kind: StatusKind, name: str, keyword: str, listed: bool
) -> None:
    listed_for_name = changes.keywords(release(version), kind).get(name, frozenset())
    assert (keyword in listed_for_name) is listed


def test_functions_that_refuse_nothing_are_not_listed() -> None:
    assert all(changes.keywords(release("0.9.0"), StatusKind.REMOVED).values())


@pytest.mark.parametrize(
    ("version", "name", "deprecated"),
    [
        ("0.12.8", "VariableState", True),
        ("0.10.0", "VariableState", False),
        ("0.12.8", "vmap", False),
    ],
)
def test_exports_that_warn_are_listed(version: str, name: str, deprecated: bool) -> None:
    assert (name in changes.deprecated_exports(release(version))) is deprecated


def test_methods_of_rngs_to_come_are_listed() -> None:
    newer = changes.newer_methods(release("0.10.0"))
    assert "split" in newer
    assert "fork" not in newer


@pytest.mark.parametrize(
    ("kind", "key", "has_advice"),
    [("keyword", "vmap.split_rngs", True), ("export", "Vmap", True), ("export", "nothing", False)],
)
def test_advice_is_given_where_there_is_some(kind: str, key: str, has_advice: bool) -> None:
    advice = changes.replacement(kind, key, NEWEST)
    assert advice.startswith("use ") is has_advice
    assert bool(advice) is has_advice
