"""Lifted classes, grad(wrt=), jit with state, remat and fork of 0.8.5."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from flake8_nnx_rng.runtime import implicit
from flake8_nnx_rng.runtime.implicit import fork, grad, jit, remat, value_and_grad, vmap

KEY = jax.random.key(7)


class Block(nnx.Module):
    def __init__(self, width, *, rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (width,)))
        self.rngs = rngs

    def __call__(self, x):
        return x * self.w[...]

    def step(self, x):
        return x * self.w[...], x

    def noise(self, x):
        return x + jax.random.normal(self.rngs.noise(), x.shape)


def lanes_of_weights(lanes):
    keys = jax.random.split(jax.random.fold_in(KEY, 0), lanes)
    return np.stack([jax.random.normal(jax.random.fold_in(key, 0), (2,)) for key in keys])


def test_vmap_class_makes_and_calls_its_module_in_lanes():
    module = implicit.Vmap.constructor(Block, axis_size=3, in_axes=(0, None))(
        2, rngs=nnx.Rngs(params=7, noise=8)
    )
    np.testing.assert_array_equal(module.vmap_module.w[...], lanes_of_weights(3))
    np.testing.assert_array_equal(module(jnp.ones(2)), module.vmap_module.w[...])
    noisy = module.call.noise(jnp.zeros(2))
    assert len(np.unique(noisy)) == 6


def test_scan_class_makes_its_module_by_vmap_and_calls_it_step_by_step():
    module = implicit.Scan(
        Block, length=3, module_init_args=(2,), module_init_kwargs={"rngs": nnx.Rngs(params=7)}
    )
    weights = module.scan_module.w[...]
    np.testing.assert_array_equal(weights, lanes_of_weights(3))
    y, seen = module.call.step(jnp.ones(2))
    np.testing.assert_allclose(y, weights.prod(0), rtol=1e-6)
    np.testing.assert_array_equal(seen[1], weights[0])


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [
        (implicit.Remat, "remat_module"),
        (implicit.Jit, "jit_module"),
        (partial(implicit.Pmap.constructor, axis_size=1, in_axes=(0, None)), "pmap_module"),
    ],
)
def test_the_other_classes_give_what_their_module_gives(kind, attribute):
    block = partial(Block, 2)  # under pmap an argument would be an array
    make = kind.constructor(block) if isinstance(kind, type) else kind(block)
    module = make(rngs=nnx.Rngs(params=7))
    inner = getattr(module, attribute)
    np.testing.assert_allclose(module(2 * jnp.ones(2)), 2 * inner.w[...], rtol=1e-6)


def test_nested_classes_reach_the_methods_of_the_innermost_module():
    blocks = implicit.Scan.constructor(implicit.Remat.constructor(Block, False), length=2)
    module = blocks(2, rngs=nnx.Rngs(params=7))
    assert isinstance(module.scan_module, implicit.Remat)
    y, _ = module.call.step(jnp.ones(2))
    weights = module.scan_module.remat_module.w[...]
    np.testing.assert_allclose(y, weights.prod(0), rtol=1e-6)


def test_an_option_that_a_class_does_not_have_is_refused_at_once():
    with pytest.raises(TypeError, match="variable_axes"):
        implicit.Scan.constructor(Block, variable_axes={})


def loss(block, x):
    return jnp.sum(block(x) ** 2)


def test_grad_of_a_module_is_a_state_of_what_wrt_hits():
    block, x = Block(2, rngs=nnx.Rngs(0)), jnp.array([1.0, 3.0])
    grads = grad(loss)(block, x)
    assert isinstance(grads, nnx.State)
    assert list(grads) == ["w"]
    (found,) = jax.tree.leaves(grads)
    np.testing.assert_allclose(found, 2 * x**2 * block.w[...], rtol=1e-6)


def test_grads_of_several_arguments_are_a_tuple_and_of_one_are_not():
    block, x = Block(2, rngs=nnx.Rngs(0)), jnp.array([1.0, 3.0])
    value, (_, of_x) = value_and_grad(loss, argnums=(0, 1))(block, x)
    np.testing.assert_allclose(of_x, 2 * x * block.w[...] ** 2, rtol=1e-6)
    np.testing.assert_allclose(value, loss(block, x), rtol=1e-6)
    assert isinstance(grad(loss, argnums=(0,))(block, x), nnx.State)


def test_grad_keeps_what_the_function_does_to_its_nodes():
    block = Block(2, rngs=nnx.Rngs(params=0, noise=7))

    def noisy(block, x):
        y = block.noise(x)
        return jnp.sum(block(y)), y

    _, y = grad(noisy, has_aux=True)(block, jnp.zeros(2))
    np.testing.assert_array_equal(y, jax.random.normal(jax.random.fold_in(KEY, 0), (2,)))
    following = jax.random.key_data(block.rngs.noise())
    np.testing.assert_array_equal(following, jax.random.key_data(jax.random.fold_in(KEY, 1)))


def test_jit_compiles_once_and_updates_its_nodes():
    traced = []

    @partial(jit, donate_state=True, static_argnames="times")
    def scale(block, times):
        traced.append(times)
        block.w[...] = block.w[...] * times
        block.made = nnx.Param(jnp.ones(1))
        return block

    block = Block(2, rngs=nnx.Rngs(0))
    before = np.asarray(block.w[...])
    assert scale(block, times=2) is block
    scale(block, times=2)
    scale(block, times=2)
    np.testing.assert_array_equal(block.w[...], 8 * before)
    assert traced == [2, 2], "once more for the attribute that is new after the first call"


def test_jit_constrains_the_state_before_and_after():
    seen = []

    def constrain(state):
        seen.append(jax.tree.structure(state))
        return state

    jit(lambda block, x: block(x), constrain_state=constrain)(
        Block(2, rngs=nnx.Rngs(0)), jnp.ones(2)
    )
    assert len(seen) == 2


def test_remat_counts_static_arguments_without_its_state():
    def f(block, x, times):
        return x.sum() * block.w[...].sum() if times > 1 else None

    block = Block(2, rngs=nnx.Rngs(0))
    y = remat(f, static_argnums=2)(block, jnp.ones(2), 2)
    np.testing.assert_allclose(y, 2 * block.w[...].sum(), rtol=1e-6)


def test_fork_splits_what_a_filter_hits_by_sizes():
    rngs = nnx.Rngs(params=7, noise=8)
    rngs.params()
    parts = fork(nnx.state(rngs, nnx.RngState), "params", (2, None))
    (split,), (count,) = jax.tree.leaves(parts.split_keys), jax.tree.leaves(parts.split_counts)
    expected = jax.random.split(KEY, (2, 1))
    np.testing.assert_array_equal(jax.random.key_data(split), jax.random.key_data(expected))
    assert count == 1
    (other,) = jax.tree.leaves(parts.broadcast_keys)
    assert (jax.random.key_data(other) == jax.random.key_data(jax.random.key(8))).all()
    with pytest.raises(RuntimeError, match="not None"):
        fork(nnx.state(rngs), "params", None)


def test_transforms_within_each_other():
    @jit
    @partial(vmap, in_axes=(0, None))
    def grads(block, x):
        return grad(loss)(block, x)

    blocks = vmap(lambda rngs: Block(2, rngs=rngs), axis_size=3)(nnx.Rngs(params=7))
    x = jnp.array([1.0, 3.0])
    (found,) = jax.tree.leaves(grads(blocks, x))
    np.testing.assert_allclose(found, 2 * x**2 * blocks.w[...], rtol=1e-6)
