"""A stream is a key and a count, and a draw is fold_in of the two."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_nnx_rng.runtime.streams import (
    Rngs,
    Stream,
    draw,
    from_leaves,
    make_rngs,
    new_stream,
)


def data(key: jax.Array) -> list[int]:
    return np.asarray(jax.random.key_data(key)).tolist()


def test_the_nth_draw_folds_n_into_the_key() -> None:
    rngs = make_rngs(7)
    drawn = []
    for _ in range(3):
        key, rngs = draw(rngs)
        drawn.append(data(key))
    assert drawn == [data(jax.random.fold_in(jax.random.key(7), n)) for n in range(3)]
    assert (data(rngs["default"].key), rngs["default"].count) == (data(jax.random.key(7)), 3)
    assert rngs["default"].count.dtype == jnp.uint32


def test_a_draw_leaves_the_other_streams_and_the_old_value_alone() -> None:
    before = make_rngs(0, params=1)
    _, after = draw(before, "params")
    counts = [{name: int(rngs[name].count) for name in rngs} for rngs in (before, after)]
    assert counts == [{"params": 0, "default": 0}, {"params": 1, "default": 0}]


def test_a_name_that_is_no_stream_means_the_default() -> None:
    key, rngs = draw(make_rngs(3, params=4), "dropout")
    assert data(key) == data(jax.random.fold_in(jax.random.key(3), 0))
    assert (int(rngs["default"].count), "dropout" in rngs) == (1, False)


def test_without_a_default_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="dropout"):
        draw(make_rngs(params=0), "dropout")


def test_seeds_that_mean_the_same_key() -> None:
    seeds = [5, jax.random.key(5), jax.random.PRNGKey(5)]
    assert [data(make_rngs(seed)["default"].key) for seed in seeds] == [[0, 5]] * 3


def test_a_mapping_gives_each_stream_its_seed_and_names_override_it() -> None:
    rngs = make_rngs({"params": 1, "noise": 2}, noise=3)
    assert {name: data(rngs[name].key)[1] for name in rngs} == {"params": 1, "noise": 3}


@pytest.mark.parametrize("keys", [jax.random.key, jax.random.PRNGKey])
def test_an_array_of_keys_is_a_split_stream(keys: object) -> None:
    stream = make_rngs(jax.random.split(keys(0), (2, 3)))["default"]  # type: ignore[operator]
    assert (stream.key.shape, stream.count.shape) == ((2, 3), (2, 3))
    with pytest.raises(ValueError, match="single key"):
        stream.draw()


@pytest.mark.parametrize("seed", [1.5, "0", None, np.uint32(3), jnp.int32(3)])
def test_what_is_no_seed_is_refused(seed: object) -> None:
    with pytest.raises(ValueError, match="a seed is"):
        make_rngs(params=seed)  # type: ignore[arg-type]


def test_data_that_is_no_legacy_key_is_refused() -> None:
    with pytest.raises(TypeError):
        make_rngs(jnp.zeros(3, jnp.uint32))


def test_before_0_10_7_an_array_is_taken_for_a_key_until_it_is_used() -> None:
    rngs = make_rngs(jnp.int32(3), release=(0, 9, 0))
    with pytest.raises(TypeError):
        draw(rngs)


def test_streams_are_a_pytree_of_their_keys_and_counts() -> None:
    rngs = make_rngs(0, params=1)
    assert len(jax.tree.leaves(rngs)) == 4
    key, after = jax.jit(draw, static_argnums=1)(rngs, "params")
    assert data(key) == data(draw(rngs, "params")[0])
    assert isinstance(after, Rngs)
    assert int(after["params"].count) == 1


def test_leaves_and_back() -> None:
    rngs = make_rngs(0, params=1)
    assert list(from_leaves(rngs.leaves())) == list(rngs)
    assert isinstance(from_leaves(rngs.leaves())["params"], Stream)
    assert new_stream(jax.random.split(jax.random.key(0), 4)).count.tolist() == [0, 0, 0, 0]
