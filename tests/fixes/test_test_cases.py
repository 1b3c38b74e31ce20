"""Fixes in the tests of a test case, each of which is tried without the others."""

from __future__ import annotations

import pytest

from flake8_nnx_rng import fix_source
from flake8_nnx_rng.project.settings import Settings

HEAD = """\
from unittest import TestCase

import jax.numpy as jnp
from flax import nnx


class TestScan(TestCase):
    layers = 3
"""
MISTAKE = """
    def test_{name}(self):
        @nnx.scan(in_axes=(None, nnx.Carry))
        def forward(model, x):
            return model(x)

        forward(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones(self.layers))
"""


def fixed(code: str) -> tuple[str, list[str]]:
    mended = fix_source(code, settings=Settings(target_flax="0.12.8"), unsafe=True)
    return mended.text, [left.code for left in mended.left]


def alone(name: str) -> str:
    """A test with its mistake mended, as it is where it is the only one."""
    text, left = fixed(HEAD + MISTAKE.format(name=name))
    assert left == []
    assert text != HEAD + MISTAKE.format(name=name)
    return text.removeprefix(HEAD)


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("", id="nothing"),
        pytest.param("\n    def test_line(self): pass\n", id="a test on one line"),
        pytest.param("\n    def test_two(self): pass; seen = 1\n", id="with a statement behind it"),
        pytest.param("\n    # about the next one\n", id="a comment"),
        pytest.param(
            "\n    @staticmethod\n    def make():\n        return 1\n", id="another method"
        ),
        pytest.param("\n    async def test_later(self):\n        pass\n", id="one that waits"),
    ],
)
@pytest.mark.parametrize("end", ["\n", ""], ids=["line end", "none"])
def test_each_is_mended_as_if_it_were_alone(between: str, end: str) -> None:
    code = HEAD + MISTAKE.format(name="a") + between + MISTAKE.format(name="b")
    text, left = fixed(code.rstrip("\n") + end)
    assert left == []
    assert text == (HEAD + alone("a") + between + alone("b")).rstrip("\n") + end


SHARED = """\
from unittest import TestCase

import jax.numpy as jnp
from flax import nnx


@nnx.vmap(in_axes=(None, 0), axis_size=3)
def noise(rngs, x):
    return x + rngs.normal()


class TestNoise(TestCase):
    lanes = 3

    def test_alone(self):
        self.assertTrue(self.lanes)

    def test_broadcast(self):
        noise(nnx.Rngs(0), jnp.ones(self.lanes))
"""
SPLIT = """
    def test_split(self):
        noise(nnx.Rngs(0).fork(split=3), jnp.ones(self.lanes))
"""


def test_all_tests_that_use_what_is_mended_are_asked() -> None:
    """A split by the decorator is right for one test, and raises in the other."""
    text, left = fixed(SHARED)
    assert "@nnx.split_rngs(splits=3)" in text
    assert left == []
    assert fixed(SHARED + SPLIT)[0] != text + SPLIT
