"""`flake8_nnx_rng.trace()`: what a block drew, as notebooks show it."""

from __future__ import annotations

import sys

import jax
import jax.numpy as jnp
import pytest
from flax import nnx

import flake8_nnx_rng


@pytest.fixture(scope="module")
def traced():
    with flake8_nnx_rng.trace() as traced:
        lanes = nnx.vmap(lambda rngs, x: x + jax.random.normal(rngs()), in_axes=(None, 0))
        lanes(nnx.Rngs(0), jnp.zeros(3))
    return traced


def test_draws_and_repeats(traced) -> None:
    assert len(traced.draws) == 3
    assert [repeat.code for repeat in traced.repeats] == ["NNX102"]
    assert repr(traced) == "<trace of 3 draws, 1 repeats>"
    assert str(traced).endswith("Found 1 finding.")


def test_a_notebook_shows_the_report_and_the_figure(traced) -> None:
    shown = traced._repr_html_()
    assert shown.startswith("<pre>stream")
    assert "<svg" in shown
    assert "nnx.vmap(lambda rngs, x: x + jax.random.normal(rngs()), in_axes=(None, 0))" in shown
    assert traced._repr_svg_().startswith("<svg")


def test_a_notebook_needs_no_matplotlib(traced, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "<svg" in traced._repr_html_()
    assert "NNX102" in traced._repr_svg_()


def test_a_block_that_draws_nothing() -> None:
    with flake8_nnx_rng.trace() as traced:
        pass
    assert traced._repr_html_() == "<pre>No key was drawn twice.</pre>"
    assert traced._repr_svg_() is None
