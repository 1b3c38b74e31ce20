"""What lanes and steps draw, written out as formulas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from flake8_nnx_rng.runtime import explicit
from flake8_nnx_rng.runtime.explicit import Carry, Rngs, draw, make_rngs
from flake8_nnx_rng.runtime.streams import Stream, new_stream

LANES = jnp.arange(3)
fold_in = jax.random.fold_in


def data(key: Any) -> Any:
    return np.asarray(jax.random.key_data(key)).tolist()


def counts(rngs: Rngs) -> dict[str, Any]:
    return {name: rngs[name].count.tolist() for name in rngs}


def two_draws(rngs: Rngs, *_: Any, stream: str = "default") -> tuple[jax.Array, Rngs]:
    first, rngs = draw(rngs, stream)
    second, rngs = draw(rngs, stream)
    return jnp.stack([first, second]), rngs


def two_draws_a_step(rngs: Rngs, carry: Any, x: Any) -> Any:
    drawn, rngs = two_draws(rngs)
    return (carry, drawn), rngs


def lanes_of(seed: int, count: int, n: int) -> jax.Array:
    """The keys of the lanes of a stream that was drawn from `count` times before the split."""
    return jax.random.split(fold_in(jax.random.key(seed), count), n)


class TestSplitting:
    def test_lane_i_draws_from_the_ith_part_of_one_draw(self) -> None:
        _, rngs = draw(make_rngs(5))
        drawn, after = explicit.splitting(explicit.vmap(two_draws), splits=3)(rngs, LANES)
        assert data(drawn) == [[data(fold_in(k, n)) for n in (0, 1)] for k in lanes_of(5, 1, 3)]
        assert (data(after["default"].key), counts(after)) == (
            data(jax.random.key(5)),
            {"default": 2},
        )

    def test_a_shape_gives_one_level_for_each_number(self) -> None:
        inside, _ = explicit.split_rngs(make_rngs(5), splits=(2, 3))
        assert data(inside["default"].key) == data(
            jax.random.split(fold_in(jax.random.key(5), 0), (2, 3))
        )
        nested = explicit.vmap(explicit.vmap(two_draws))
        drawn, after = nested(inside, jnp.zeros((2, 3)))
        assert drawn.shape == (2, 3, 2)
        assert counts(after) == {"default": [[2, 2, 2], [2, 2, 2]]}

    @pytest.mark.parametrize(
        ("only", "split"),
        [
            (..., {"params", "dropout"}),
            (True, {"params", "dropout"}),
            ("params", {"params"}),
            (["params", "dropout"], {"params", "dropout"}),
            (("noise", "dropout"), {"dropout"}),
            (lambda name, part: name != "params", {"dropout"}),
            (explicit.keys, set()),
            (explicit.counts, set()),
            ("noise", set()),
            ((), set()),
            (False, set()),
            (None, set()),
        ],
    )
    def test_only(self, only: Any, split: set[str]) -> None:
        rngs = make_rngs(params=0, dropout=1)
        inside, backups = explicit.split_rngs(rngs, splits=2, only=only)
        assert {name for name in inside if inside[name].key.shape == (2,)} == split
        assert backups.keys() == split
        assert counts(explicit.restore_rngs(inside, backups)) == {
            name: int(name in split) for name in rngs
        }

    def test_restoring_keeps_what_the_body_did_to_other_streams(self) -> None:
        body = partial(two_draws, stream="dropout")
        rngs = make_rngs(params=0, dropout=1)
        _, after = explicit.splitting(body, splits=2, only="params")(rngs)
        assert counts(after) == {"params": 1, "dropout": 2}

    def test_squeeze_is_a_new_key_of_the_same_shape(self) -> None:
        inside, _ = explicit.split_rngs(make_rngs(5), splits=1, squeeze=True)
        assert data(inside["default"].key) == data(lanes_of(5, 0, 1)[0])
        assert counts(inside) == {"default": 0}

    def test_errors(self) -> None:
        split, _ = explicit.split_rngs(make_rngs(0), splits=2)
        with pytest.raises(ValueError, match="single key"):
            explicit.split_rngs(split, splits=2)
        with pytest.raises(ValueError, match="splits=1"):
            explicit.split_rngs(make_rngs(0), splits=2, squeeze=True)
        with pytest.raises(TypeError, match=r"0\.10\.3"):
            explicit.split_rngs(make_rngs(0), splits=1, squeeze=True, release=(0, 10, 2))
        with pytest.raises(ValueError, match="not a filter"):
            explicit.split_rngs(make_rngs(0), splits=2, only=3)  # type: ignore[arg-type]


class TestForking:
    def test_a_fork_is_one_draw_with_count_0(self) -> None:
        new, old = explicit.fork(make_rngs(5))
        assert data(new["default"].key) == data(fold_in(jax.random.key(5), 0))
        assert (counts(new), counts(old)) == ({"default": 0}, {"default": 1})

    @pytest.mark.parametrize("method", [explicit.fork, explicit.split])
    def test_the_first_filter_that_takes_a_stream_gives_its_shape(self, method: Any) -> None:
        new, old = method(make_rngs(a=0, b=1, c=2), {"a": 2, ("a", "b"): (2, 3), ...: 1})
        assert [new[name].key.shape for name in "abc"] == [(2,), (2, 3), (1,)]
        assert data(new["a"].key) == data(lanes_of(0, 0, 2))
        assert counts(old) == {"a": 1, "b": 1, "c": 1}

    def test_what_split_does_not_take_gives_its_keys_again(self) -> None:
        first, rngs = draw(make_rngs(a=0, b=1), "b")
        new, old = explicit.split(rngs, {"a": 2})
        again, _ = draw(new, "b")
        assert (data(again), counts(old)) == (data(first), {"a": 1, "b": 1})

    def test_what_fork_does_not_take_is_forked_all_the_same(self) -> None:
        new, old = explicit.fork(make_rngs(a=0, b=1), {"a": 2, "b": None})
        assert data(new["b"].key) == data(fold_in(jax.random.key(1), 0))
        assert counts(old) == {"a": 1, "b": 1}

    def test_split_without_filters_has_no_streams(self) -> None:
        assert list(explicit.split(make_rngs(0), {})[0]) == []

    def test_releases(self) -> None:
        with pytest.raises(TypeError, match=r"0\.10\.7"):
            explicit.fork(make_rngs(0), release=(0, 10, 6))
        with pytest.raises(AttributeError, match=r"0\.12\.0"):
            explicit.fork(make_rngs(0), (2, 3), release=(0, 11, 2))
        with pytest.raises(TypeError, match=r"0\.12\.6"):
            explicit.split(make_rngs(0), 2, release=(0, 12, 5))


class TestLayers:
    def test_from_0_11_a_layer_has_a_stream_of_its_own(self) -> None:
        own, after = explicit.kept_by_layer(make_rngs(5), "dropout")
        assert own is not None
        assert data(own["default"].key) == data(fold_in(jax.random.key(5), 0))
        assert counts(after) == {"default": 1}

    def test_before_it_shares(self) -> None:
        own, after = explicit.kept_by_layer(make_rngs(5), "dropout", release=(0, 10, 7))
        assert (own, counts(after)) == (None, {"default": 0})

    def test_a_stack_keeps_its_lanes_when_its_maker_is_restored(self) -> None:
        make = explicit.vmap(partial(explicit.kept_by_layer, name="dropout"), axis_size=3)
        own, after = explicit.splitting(make, splits=3)(make_rngs(5))
        assert own is not None
        assert data(own["default"].key) == [data(fold_in(k, 0)) for k in lanes_of(5, 0, 3)]
        assert counts(after) == {"default": 1}


class TestMapping:
    def test_none_is_the_same_in_all_lanes_and_advances(self) -> None:
        drawn, after = explicit.vmap(two_draws, axes=None)(make_rngs(5), LANES)
        assert data(drawn) == [[data(fold_in(jax.random.key(5), n)) for n in (0, 1)]] * 3
        assert counts(after) == {"default": 2}

    def test_each_stream_has_its_axis(self) -> None:
        def body(rngs: Rngs, _: Any) -> Any:
            split, rngs = draw(rngs, "a")
            same, rngs = draw(rngs, "b")
            return (split, same), rngs

        rngs, _ = explicit.split_rngs(make_rngs(a=0, b=1), splits=3, only="a")
        (split, same), after = explicit.vmap(body, axes={"a": 0, ...: None})(rngs, LANES)
        assert data(split) == [data(fold_in(key, 0)) for key in lanes_of(0, 0, 3)]
        assert data(same) == [data(fold_in(jax.random.key(1), 0))] * 3
        assert counts(after) == {"a": [1, 1, 1], "b": 1}

    def test_the_mapped_axis_comes_back_where_it_was(self) -> None:
        inside, _ = explicit.split_rngs(make_rngs(5), splits=(2, 3))
        inner = explicit.vmap(two_draws)
        drawn, after = explicit.vmap(lambda rngs: inner(rngs, jnp.zeros(2)), axes=1)(inside)
        keys = lanes_of(5, 0, (2, 3))  # type: ignore[arg-type]
        assert drawn.shape == (3, 2, 2)
        assert data(drawn[2, 1, 0]) == data(fold_in(keys[1, 2], 0))
        assert after["default"].key.shape == (2, 3)

    @pytest.mark.parametrize("transform", [explicit.vmap, explicit.pmap])
    def test_keys_can_be_mapped_without_counts(self, transform: Callable[..., Any]) -> None:
        # What 0.8.5's pmap did; facts: migration_0_8_5, row P2.
        keys = jax.random.split(jax.random.key(5), 1)
        rngs = Rngs({"default": Stream(keys, jnp.uint32(4))})
        drawn, after = transform(two_draws, axes={explicit.keys: 0, explicit.counts: None})(
            rngs, jnp.zeros(1)
        )
        assert data(drawn) == [[data(fold_in(keys[0], n)) for n in (4, 5)]]
        assert counts(after) == {"default": 6}

    def test_pmap_draws_what_vmap_draws(self) -> None:
        rngs, _ = explicit.split_rngs(make_rngs(5), splits=1)
        results = [
            method(two_draws)(rngs, jnp.zeros(1)) for method in (explicit.vmap, explicit.pmap)
        ]
        (one, one_after), (other, other_after) = results
        assert (data(one), counts(one_after)) == (data(other), counts(other_after))

    def test_errors(self) -> None:
        with pytest.raises(ValueError, match="axis 0"):
            explicit.vmap(two_draws)(make_rngs(0), LANES)
        with pytest.raises(TypeError):
            explicit.vmap(two_draws, axes=Carry)(make_rngs(0), LANES)
        with pytest.raises(ValueError, match="no axis for the key of stream 'default'"):
            explicit.vmap(two_draws, axes={"params": 0})(make_rngs(0), LANES)
        with pytest.raises(ValueError, match="last filter"):
            explicit.vmap(two_draws, axes={...: None, "params": 0})(make_rngs(0), LANES)


class TestScanning:
    def scan(self, rngs: Rngs, **options: Any) -> tuple[Any, dict[str, Any]]:
        (_, drawn), after = explicit.scan(two_draws_a_step, **options)(rngs, 0.0, LANES)
        return data(drawn), counts(after)

    def test_carry_goes_on_from_step_to_step(self) -> None:
        _, rngs = draw(make_rngs(5))
        expected = [
            [data(fold_in(jax.random.key(5), 1 + step * 2 + n)) for n in (0, 1)]
            for step in range(3)
        ]
        assert self.scan(rngs, axes=Carry) == (expected, {"default": 7})

    def test_none_draws_the_same_and_is_unchanged(self) -> None:
        same = [data(fold_in(jax.random.key(5), n)) for n in (0, 1)]
        assert self.scan(make_rngs(5), axes=None) == ([same] * 3, {"default": 0})

    @pytest.mark.parametrize("reverse", [False, True])
    def test_an_axis_gives_each_step_its_lane(self, reverse: bool) -> None:
        rngs, _ = explicit.split_rngs(make_rngs(5), splits=3)
        expected = [[data(fold_in(key, n)) for n in (0, 1)] for key in lanes_of(5, 0, 3)]
        assert self.scan(rngs, axes=0, reverse=reverse) == (expected, {"default": [2, 2, 2]})

    def test_each_stream_has_its_axis(self) -> None:
        rngs, _ = explicit.split_rngs(make_rngs(0, a=1, b=2), splits=3, only="a")

        def step(rngs: Rngs, carry: Any, x: Any) -> Any:
            drawn = []
            for name in ("a", "b", "default"):
                key, rngs = draw(rngs, name)
                drawn.append(key)
            return (carry + 1, drawn), rngs

        axes: Any = {"a": 0, "b": None, ...: Carry}
        (carry, (a, b, default)), after = explicit.scan(step, axes=axes)(rngs, 0, LANES)
        assert data(a) == [data(fold_in(key, 0)) for key in lanes_of(1, 0, 3)]
        assert data(b) == [data(fold_in(jax.random.key(2), 0))] * 3
        assert data(default) == [data(fold_in(jax.random.key(0), n)) for n in range(3)]
        assert (int(carry), counts(after)) == (3, {"a": [1, 1, 1], "b": 0, "default": 3})

    def test_the_axis_comes_back_where_it_was(self) -> None:
        keys = jax.random.split(jax.random.key(5), (2, 3))
        step = explicit.scan(lambda rngs, carry, x: ((carry, x), rngs), axes=-1)
        _, after = step(Rngs({"default": new_stream(keys)}), 0, LANES)
        assert data(after["default"].key) == data(keys)

    @pytest.mark.parametrize(
        ("axis", "release", "error"),
        [(0, (0, 12, 0), ValueError), (0, (0, 12, 1), IndexError), (1, (0, 12, 1), ValueError)],
    )
    def test_a_scalar_stream_has_no_axis(self, axis: int, release: Any, error: Any) -> None:
        with pytest.raises(error, match="axis"):
            self.scan(make_rngs(0), axes=axis, release=release)

    def test_in_0_9_some_filter_needs_an_int(self) -> None:
        with pytest.raises(AssertionError, match=r"0\.10"):
            self.scan(make_rngs(0), axes={...: Carry}, release=(0, 9, 0))
        assert self.scan(make_rngs(0), axes={...: Carry}, release=(0, 10, 0))[1] == {"default": 6}

    def test_a_carried_stream_keeps_its_shape(self) -> None:
        def step(rngs: Rngs, carry: Any, x: Any) -> Any:
            return (carry, x), explicit.split_rngs(rngs, splits=2)[0]

        with pytest.raises(TypeError, match="carry"):
            explicit.scan(step, axes=Carry)(make_rngs(0), 0.0, LANES)
