"""A migrated nnx.pmap keeps the numbers of 0.8.5, by a helper in the module, unless told not to."""

from __future__ import annotations

from flake8_nnx_rng import Settings, fix_source

OLD = """\
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs


def forward(noisy: Noisy, x):
    return x + noisy.rngs.noise()


first = nnx.pmap(forward, axis_size=2, split_rngs=True)
"""
SECOND = "second = nnx.pmap(forward, axis_size=3, split_rngs=True)\n"
OF_NAMES = OLD.replace("from flax import nnx", "from flax.nnx import Module, Rngs, pmap").replace(
    "nnx.", ""
)


def fixed(text: str, *, unsafe: bool = False, exact_pmap: bool = True) -> str:
    settings = Settings(target_flax="0.12.8", exact_pmap=exact_pmap)
    return fix_source(text, settings=settings, unsafe=unsafe).text


def test_the_safe_fix_is_by_the_helper() -> None:
    now = fixed(OLD)
    assert now.count("def split_rng_keys(") == 1
    assert "first = split_rng_keys(splits=2)(nnx.pmap(" in now
    assert fixed(now) == now


def test_a_helper_that_is_there_serves_again() -> None:
    now = fixed(fixed(OLD) + SECOND)
    assert now.count("def split_rng_keys(") == 1
    assert "second = split_rng_keys(splits=3)(nnx.pmap(" in now


def test_without_the_helper_the_numbers_are_others() -> None:
    for text, exact in ((OLD, False), (f"split_rng_keys = 1\n{OLD}", True)):
        assert fixed(text, exact_pmap=exact) == text
        now = fixed(text, unsafe=True, exact_pmap=exact)
        assert "split_rngs(splits=2)(" in now
        assert "def split_rng_keys" not in now


def test_the_helper_imports_what_a_file_of_names_has_not() -> None:
    now = fixed(OF_NAMES, exact_pmap=True)
    assert "def split_rng_keys" in now
    assert "first = split_rng_keys(splits=2)(pmap(" in now
    helper = now[now.index("def split_rng_keys") : now.index("return decorate")]
    assert "from flax import nnx" in helper
    assert "import jax" in helper
