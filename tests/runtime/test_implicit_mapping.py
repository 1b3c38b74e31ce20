"""vmap and pmap of 0.8.5: each draw and what is left, by the rows of the facts, in plain JAX."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.implicit import pmap, vmap

LANES = 3
KEY = jax.random.key(7)


class Net(nnx.Module):
    def __init__(self, rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.seen = nnx.BatchStat(jnp.zeros(2))
        self.rngs = rngs


def bits(key):
    return np.asarray(jax.random.key_data(key))


def after(draws):
    """Rngs that have drawn so often."""
    rngs = nnx.Rngs(noise=7, other=8)
    for _ in range(draws):
        rngs.noise()
    return rngs


def drawn_twice(rngs):
    return jax.random.key_data(rngs.noise()), jax.random.key_data(rngs.noise())


def test_a_hit_stream_is_split_after_a_fold_of_its_count():
    first, second = vmap(drawn_twice, axis_size=LANES)(after(2))
    lanes = jax.random.split(jax.random.fold_in(KEY, 2), LANES)
    for lane in range(LANES):
        assert (first[lane] == bits(jax.random.fold_in(lanes[lane], 0))).all()
        assert (second[lane] == bits(jax.random.fold_in(lanes[lane], 1))).all()


@pytest.mark.parametrize("draw", [drawn_twice, lambda rngs: None])
def test_vmap_counts_as_one_draw_of_a_hit_stream_also_if_none_is_made(draw):
    rngs = after(2)
    vmap(draw, axis_size=LANES)(rngs)
    assert (bits(rngs.noise()) == bits(jax.random.fold_in(KEY, 3))).all()


@pytest.mark.parametrize("split_rngs", [False, None, (), [], "other", nnx.Not("noise")])
def test_a_stream_that_is_not_hit_draws_the_same_in_all_lanes_and_goes_on(split_rngs):
    rngs = after(2)
    first, second = vmap(drawn_twice, axis_size=LANES, split_rngs=split_rngs)(rngs)
    assert (first == bits(jax.random.fold_in(KEY, 2))).all()
    assert (second == bits(jax.random.fold_in(KEY, 3))).all()
    assert (bits(rngs.noise()) == bits(jax.random.fold_in(KEY, 4))).all()


@pytest.mark.parametrize("split_rngs", [..., True, "noise", ["noise"], ("other", "noise")])
def test_all_forms_of_a_filter_that_hits(split_rngs):
    first, _ = vmap(drawn_twice, axis_size=LANES, split_rngs=split_rngs)(after(0))
    assert len({tuple(row) for row in first.tolist()}) == LANES


def test_pmap_splits_the_key_itself_and_goes_on_counting():
    rngs = after(2)
    first, second = pmap(drawn_twice, axis_size=1)(rngs)
    (lane,) = jax.random.split(KEY, 1)
    assert (first[0] == bits(jax.random.fold_in(lane, 2))).all()
    assert (second[0] == bits(jax.random.fold_in(lane, 3))).all()
    assert (bits(rngs.noise()) == bits(jax.random.fold_in(KEY, 4))).all()


def test_nodes_ignore_in_axes_and_have_those_of_state_axes():
    net = vmap(Net, axis_size=LANES, state_axes={nnx.Param: 1, ...: 0})(nnx.Rngs(0))
    assert (net.w[...].shape, net.seen[...].shape) == ((2, LANES), (LANES, 2))

    @partial(vmap, in_axes=(None, 0), state_axes={nnx.Param: 1, ...: 0})
    def add(net, x):
        net.w[...] = net.w[...] + x

    before = np.asarray(net.w[...])
    add(net, jnp.arange(3.0))
    np.testing.assert_array_equal(net.w[...], before + np.arange(3, dtype=np.float32))


def test_in_axes_kwargs_are_the_axes_of_keywords():
    def times(a, *, b):
        return a * b

    a, b = jnp.ones((2, LANES)), jnp.arange(6.0).reshape(2, LANES)
    assert vmap(times, in_axes=1, in_axes_kwargs=1)(a, b=b).shape == (LANES, 2)
    shared = vmap(times, in_axes=None, in_axes_kwargs={"b": None}, axis_size=2)(a, b=b)
    assert shared.shape == (2, 2, LANES)


def test_what_comes_back_is_what_went_in():
    rngs = nnx.Rngs(0)
    net = vmap(Net, axis_size=LANES)(rngs)
    again, other = vmap(lambda net: (net, net.rngs))(net)
    assert again is net
    assert other is net.rngs is rngs


def test_one_node_in_two_arguments_is_one_inside():
    rngs = nnx.Rngs(0)
    assert vmap(lambda a, b: jnp.array(a is b["c"]), axis_size=2)(rngs, {"c": rngs}).all()


def test_nested_levels_split_one_after_the_other():
    inner = vmap(drawn_twice, axis_size=2)
    first, _ = vmap(inner, axis_size=LANES)(after(0))
    outer_lanes = jax.random.split(jax.random.fold_in(KEY, 0), LANES)
    lane = jax.random.split(jax.random.fold_in(outer_lanes[1], 0), 2)[1]
    assert (first[1, 1] == bits(jax.random.fold_in(lane, 0))).all()


def test_a_filter_sees_the_index_of_the_node_first():
    seen = set()

    def spy(path, value):
        seen.add(path)
        return True

    vmap(lambda x, nodes: None, in_axes=None, axis_size=2, state_axes={spy: 0})(
        0, [vmap(Net, axis_size=2)(nnx.Rngs(0))]
    )
    assert {(0, "w"), (0, "seen")} <= seen
    assert {(0, 0, "w"), (0, 0, "seen")} <= seen, "on the way back below what came in"


def test_an_error_inside_leaves_everything_as_it_was():
    rngs = after(1)

    def fail(rngs):
        rngs.noise()
        raise LookupError

    with pytest.raises(LookupError):
        vmap(fail, axis_size=2)(rngs)
    assert (bits(rngs.noise()) == bits(jax.random.fold_in(KEY, 1))).all()
    vmap(drawn_twice, axis_size=2)(rngs)


X = jnp.ones((LANES, 2))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({}, ValueError, "please specify axis_size"),
        ({"axis_size": 2, "in_axes": (None, 0)}, ValueError, "axis_size 2 is not the same"),
        ({"axis_size": 3, "split_rngs": {}}, TypeError, "{} is no filter of Flax"),
        ({"axis_size": 3, "split_rngs": nnx.RngKey}, ValueError, "2 keys and 0 counts"),
        ({"axis_size": 3, "split_rngs": nnx.RngCount}, ValueError, "0 keys and 2 counts"),
        ({"axis_size": 3, "out_axes": None}, ValueError, "out_axes"),
    ],
)
def test_what_0_8_5_refuses_is_refused(options, error, message):
    options = {"in_axes": None, **options}
    with pytest.raises(error, match=message):
        vmap(lambda rngs, x: rngs.noise(), **options)(after(0), X)


def test_two_sizes_are_told():
    with pytest.raises(ValueError, match=r"Inconsistent lengths .*\[2, 3\]"):
        vmap(jnp.add)(X, X[:2])


@pytest.mark.parametrize(
    "option",
    [{"static_broadcasted_argnums": 1}, {"donate_argnums": 0}, {"global_arg_shapes": ((1,),)}],
)
def test_pmap_refuses_the_options_it_never_had(option):
    with pytest.raises(NotImplementedError, match=next(iter(option))):
        pmap(drawn_twice, axis_size=1, **option)
