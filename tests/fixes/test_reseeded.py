"""nnx.reseed draws the key since 0.11.0: in older code it is set, where that is one stream."""

from __future__ import annotations

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

SETTINGS = Settings(
    target_flax="0.12.12", source_flax="0.10.7", select=("NNX204",), across_files=False
)
TOLD = "import jax\nfrom flax import nnx\n\nrngs = nnx.Rngs(0, noise=1)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "nnx.reseed(rngs, noise=7)\n",
            "nnx.reseed(rngs, noise=7, policy=lambda *_: jax.random.key(7))\n",
            id="seed",
        ),
        pytest.param(
            "nnx.reseed(rngs, noise=jax.random.key(7),)\n",
            "nnx.reseed(rngs, noise=jax.random.key(7), policy=lambda *_: jax.random.key(7),)\n",
            id="key",
        ),
        pytest.param(
            "key = jax.random.key(9)\nnnx.reseed(rngs, noise=key)\n",
            "key = jax.random.key(9)\nnnx.reseed(rngs, noise=key, policy=lambda *_: key)\n",
            id="name of a key",
        ),
    ],
)
def test_the_key_is_set(before: str, after: str) -> None:
    assert fix_source(TOLD + before, settings=SETTINGS).text == TOLD + after
    assert check_source(TOLD + after, settings=SETTINGS) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("nnx.reseed(rngs, noise=1, default=2)\n", id="several streams"),
        pytest.param("nnx.reseed(rngs, noise=jax.random.PRNGKey(0))\n", id="a raw key"),
        pytest.param("nnx.reseed(rngs, noise=jax.random.key(rngs()))\n", id="drawn twice"),
        pytest.param("nnx.reseed(rngs, noise=seed)\n", id="anything"),
        pytest.param("nnx.reseed(nnx.Dropout(0.5, rngs=rngs), noise=7)\n", id="a module"),
    ],
)
def test_what_else_is_given_is_for_the_user_to_say(text: str) -> None:
    (found,) = check_source(TOLD + text, settings=SETTINGS)
    assert found.fix is not None
    assert found.fix.applicability == "display"


def test_jax_must_be_imported_for_a_seed() -> None:
    text = TOLD.replace("import jax\n", "") + "nnx.reseed(rngs, noise=7)\n"
    assert fix_source(text, settings=SETTINGS).text == text
