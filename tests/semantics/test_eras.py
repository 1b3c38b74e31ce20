"""The releases that split implicitly are told from those that want it said."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases.eras import (
    first_explicit,
    is_legacy_keyword,
    is_legacy_release,
    is_legacy_symbol,
    last_implicit,
)


def test_the_split_became_explicit_in_0_9_0() -> None:
    assert str(first_explicit()) == "0.9.0"
    assert str(last_implicit()) == "0.8.5"


@pytest.mark.parametrize(
    ("version", "legacy"), [("0.8.0", True), ("0.8.5", True), ("0.9.0", False), ("0.12.8", False)]
)
def test_a_release_is_of_one_era(version: str, legacy: bool) -> None:
    assert is_legacy_release(releases.resolve(version)) is legacy


@pytest.mark.parametrize(
    ("transform", "keyword", "legacy"),
    [
        pytest.param("vmap", "split_rngs", True, id="the implicit split"),
        pytest.param("vmap", "state_axes", True, id="state by filter"),
        pytest.param("vmap", "in_axes_kwargs", True, id="axes of keywords"),
        pytest.param("scan", "carry_argnum", True, id="the carry's place"),
        pytest.param("scan", "scan_output", True, id="no output"),
        pytest.param("pmap", "split_rngs", True, id="pmap"),
        pytest.param("vmap", "in_axes", False, id="in both eras"),
        pytest.param("vmap", "axis_size", False, id="the size, in both"),
        pytest.param("scan", "length", False, id="the length, in both"),
        pytest.param("vmap", "graph", False, id="newer only"),
        pytest.param("vmap", "no_such_keyword", False, id="in neither"),
        pytest.param("no_such_transform", "split_rngs", False, id="no transform"),
    ],
)
def test_a_keyword_shows_its_era(transform: str, keyword: str, legacy: bool) -> None:
    assert is_legacy_keyword(transform, keyword) is legacy


@pytest.mark.parametrize(
    ("name", "legacy"),
    [("Vmap", True), ("Scan", True), ("Pmap", True), ("vmap", False), ("Jit", False), ("X", False)],
)
def test_a_lifted_class_shows_its_era(name: str, legacy: bool) -> None:
    assert is_legacy_symbol(name) is legacy
