"""scan of 0.8.5: carried and repeated streams, carries, outputs, refusals."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.implicit import scan, vmap

STEPS = 3
KEY = jax.random.key(7)


def bits(key):
    return np.asarray(jax.random.key_data(key))


def twice(carry, rngs):
    keys = jax.random.key_data(rngs.noise()), jax.random.key_data(rngs.noise())
    return carry + 1, jnp.stack(keys)


def scanned(rngs, **options):
    return scan(twice, length=STEPS, in_axes=None, **options)(jnp.array(0), rngs)


def test_a_hit_stream_is_carried_and_not_split():
    rngs = nnx.Rngs(noise=7)
    rngs.noise()
    carry, keys = scanned(rngs)
    for step in range(STEPS):
        for draw in range(2):
            assert (keys[step, draw] == bits(jax.random.fold_in(KEY, 1 + 2 * step + draw))).all()
    assert carry == STEPS
    assert (bits(rngs.noise()) == bits(jax.random.fold_in(KEY, 1 + 2 * STEPS))).all()


def test_a_stream_that_is_not_hit_draws_the_same_at_every_step_and_keeps_its_count():
    rngs = nnx.Rngs(noise=7, other=8)
    _, keys = scanned(rngs, split_rngs="other")
    for draw in range(2):
        assert (keys[:, draw] == bits(jax.random.fold_in(KEY, draw))).all()
    assert (bits(rngs.noise()) == bits(jax.random.fold_in(KEY, 0))).all()


def test_reverse_counts_steps_as_they_run():
    _, keys = scanned(nnx.Rngs(noise=7), reverse=True)
    assert (keys[-1, 0] == bits(jax.random.fold_in(KEY, 0))).all()
    assert (keys[0, 0] == bits(jax.random.fold_in(KEY, 2 * (STEPS - 1)))).all()


class Layer(nnx.Module):
    def __init__(self, rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.calls = nnx.BatchStat(jnp.zeros(()))


def test_state_without_an_axis_is_carried():
    layers = vmap(Layer, axis_size=STEPS, state_axes={nnx.Param: 0, nnx.BatchStat: None})(
        nnx.Rngs(0)
    )

    @partial(scan, state_axes={nnx.Param: 0}, carry_argnum=1)
    def run(layer, x):
        layer.calls[...] = layer.calls[...] + 1
        layer.w[...] = layer.w[...] * 2
        return x + layer.w[...], layer.calls[...]

    before = np.asarray(layers.w[...])
    y, calls = run(layers, jnp.zeros(2))
    np.testing.assert_allclose(y, 2 * before.sum(0), rtol=1e-6)
    np.testing.assert_array_equal(layers.w[...], 2 * before)
    np.testing.assert_array_equal(calls, [1, 2, 3])
    assert layers.calls[...] == STEPS


def test_axes_of_arguments_keywords_and_output():
    @partial(
        scan,
        in_axes=(1, None, None),
        in_axes_kwargs={"d": -1},
        carry_argnum=1,
        out_axes=-1,
    )
    def run(a, carry, b, *, d):
        return carry + a, (a + b["x"]) * d

    a, d = jnp.arange(6.0).reshape(2, 3), jnp.ones((2, 3))
    carry, out = run(a, jnp.zeros(2), {"x": jnp.ones(2)}, d=d)
    np.testing.assert_array_equal(carry, a.sum(1))
    np.testing.assert_array_equal(out, a + 1)


def test_without_output_the_carry_is_all_there_is():
    rngs = nnx.Rngs(0)
    run = scan(lambda carry, rngs: carry + 1, length=4, in_axes=None, scan_output=False)
    assert run(jnp.array(0), rngs) == 4


def test_layers_that_a_scan_makes_have_an_axis_of_steps():
    run = scan(lambda carry, rngs: (carry, Layer(rngs)), length=STEPS, in_axes=None)
    _, layers = run(jnp.array(0), rngs := nnx.Rngs(params=7))
    third = jax.random.normal(jax.random.fold_in(KEY, 2), (2,))
    np.testing.assert_array_equal(layers.w[...][2], third)
    assert (bits(rngs.params()) == bits(jax.random.fold_in(KEY, 3))).all()


def test_the_rngs_may_be_the_carry():
    rngs = nnx.Rngs(noise=7)
    same, keys = scan(lambda rngs: (rngs, jax.random.key_data(rngs.noise())), length=2)(rngs)
    assert same is rngs
    assert (keys[1] == bits(jax.random.fold_in(KEY, 1))).all()


def keeping(carry, rngs):
    layer = Layer(rngs)
    layer.rngs = nnx.Rngs(1)
    return carry, layer


@pytest.mark.parametrize(
    ("body", "options", "error", "message"),
    [
        (keeping, {"length": 2}, ValueError, "cannot make nodes whose state is carried"),
        (twice, {}, ValueError, "please specify length"),
        (twice, {"length": 2, "carry_argnum": 2}, TypeError, "at least 3 positional"),
        (twice, {"length": 2, "out_axes": None}, ValueError, "None is no axis"),
        (twice, {"length": 2, "out_axes": 7}, ValueError, "axis 7 is out of bounds"),
        (twice, {"length": 2, "split_rngs": {}}, TypeError, "{} is no filter of Flax"),
        (lambda carry, rngs: carry, {"length": 2}, ValueError, r"tuple \(carry, output\)"),
    ],
)
def test_what_0_8_5_refuses_is_refused(body, options, error, message):
    with pytest.raises(error, match=message):
        scan(body, in_axes=None, **options)(jnp.array(0), nnx.Rngs(0))


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (np.ones((2, 2)), TypeError, "needs a jax.Array to slice, got ndarray"),
        (jnp.array(1.0), ValueError, "cannot slice a scalar"),
        (jnp.ones((3, 2)), ValueError, "length 2 is not the same as the inferred length 3"),
    ],
)
def test_what_cannot_be_sliced_is_refused(x, error, message):
    with pytest.raises(error, match=message):
        scan(lambda carry, x: (carry, x), length=2)(jnp.array(0), x)
