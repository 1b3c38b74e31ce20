"""`pytest --nnx-implicit`: old tests run unchanged, in one process or several."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

OLD_TESTS = """
import jax
import pytest
from flax import nnx
import helper

@pytest.mark.parametrize("size", [2, 3])
def test_lanes_differ(size):
    keys = helper.draw(size)
    assert len({tuple(key) for key in keys.tolist()}) == size

def test_lifted():
    assert callable(nnx.Vmap.constructor)
"""
HELPER = """
import jax
from flax import nnx

def draw(size):
    lanes = nnx.vmap(lambda rngs: jax.random.key_data(rngs.noise()), axis_size=size)
    return lanes(nnx.Rngs(noise=0))
"""
CONFTEST = "from flax.nnx import vmap\nfrom flax.experimental import nnx\nassert vmap is nnx.vmap"


@pytest.fixture
def suite(pytester, monkeypatch):
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_old=OLD_TESTS, helper=HELPER)
    return pytester


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_old_tests_pass(suite, processes) -> None:
    result = suite.runpytest_subprocess("--nnx-implicit", *processes)
    result.assert_outcomes(passed=3)
    assert "semantics of Flax 0.8.5 on Flax" in result.stdout.str()


def test_without_the_option_they_do_not(suite) -> None:
    suite.makeconftest("")
    suite.runpytest_subprocess().assert_outcomes(passed=0, failed=3)


def test_from_a_configuration(suite) -> None:
    suite.makeini("[pytest]\naddopts = --nnx-implicit")
    suite.runpytest_subprocess().assert_outcomes(passed=3)


def test_a_conftest_may_choose_the_devices(suite) -> None:
    suite.makeconftest(
        "import os\nos.environ['XLA_FLAGS'] = '--xla_force_host_platform_device_count=3'\n"
        f"{CONFTEST}\nimport jax\nassert jax.device_count() == 3"
    )
    suite.runpytest_subprocess("--nnx-implicit").assert_outcomes(passed=3)


def test_it_loads_neither_jax_nor_flax_without_the_option(pytester) -> None:
    pytester.makepyfile(
        "import sys\n\n"
        "def test_it():\n    assert not {'jax', 'flax', 'ast_grep_py'} & set(sys.modules)"
    )
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


TRACED = """
import unittest
import jax
import jax.numpy as jnp
import pytest
from flax import nnx

@nnx.vmap(in_axes=(None, 0))
def noisy(rngs, x):
    return x + jax.random.normal(rngs.noise())

@nnx.jit
def compiled(rngs):
    return rngs.noise()

@pytest.fixture(scope="module", params=["a", "b"])
def rngs(request):
    return nnx.Rngs(noise=0)

def test_lanes():
    noisy(nnx.Rngs(noise=0), jnp.zeros(3))

@pytest.mark.nnx_repeats("one noise for all is meant")
def test_lanes_that_are_allowed():
    noisy(nnx.Rngs(noise=0), jnp.zeros(3))

def test_clones_and_models_of_one_seed(rngs):
    compiled(rngs)
    compiled(nnx.Rngs(noise=0))
    nnx.clone(rngs).noise()

def test_that_fails():
    noisy(nnx.Rngs(noise=0), jnp.zeros(3))
    assert False

class OfUnittest(unittest.TestCase):
    def test_lanes(self):
        noisy(nnx.Rngs(noise=0), jnp.zeros(3))
"""


def test_keys_that_repeat_within_a_transform_fail_a_test(pytester, monkeypatch) -> None:
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.makepyfile(test_lanes=TRACED)
    result = pytester.runpytest_subprocess("--nnx-trace", "--strict-markers")
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines(
        ["test_lanes.py:7:2: NNX102 stream 'noise' gives the same key in all 3 lanes of nnx.vmap*"]
    )
    result.stdout.fnmatch_lines(["*assert False"])


def test_repeats_pass_without_the_option(pytester, monkeypatch) -> None:
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    pytester.makepyfile(test_lanes=TRACED)
    pytester.runpytest_subprocess("--strict-markers").assert_outcomes(passed=5, failed=1)
