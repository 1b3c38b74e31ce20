"""Modules of Flax itself as arguments: Linear, BatchNorm, Dropout; grad of two of them."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=None, axis_size=3)
def create(rngs):
    return nnx.Linear(2, 2, rngs=rngs), nnx.BatchNorm(2, rngs=rngs), nnx.Dropout(0.5, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, None, None, 1))
def call(linear, norm, dropout, x):
    return dropout(norm(linear(x)))


@partial(nnx.scan, carry_argnum=1)
def through(linear, x):
    x = linear(x)
    return x, x.sum()


def loss(first, second, x):
    return jnp.sum(second(first(x)) ** 2)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    linear, norm, dropout = create(rngs)
    y = call(linear, norm, dropout, jnp.arange(24.0).reshape(4, 3, 2))
    x, sums = through(linear, jnp.ones((2, 2)))
    both = nnx.Linear(2, 3, rngs=rngs), nnx.Linear(3, 1, rngs=rngs)
    sequence = nnx.Sequential(nnx.Linear(2, 2, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))
    of_first, of_second = nnx.grad(loss, argnums=(0, 1))(*both, jnp.ones((1, 2)))
    of_sequence = nnx.grad(lambda s, x: s(x).sum())(sequence, jnp.ones((4, 2)))
    return {
        "y": np.asarray(y),
        "mean": np.asarray(norm.mean.value),
        "x": np.asarray(x),
        "sums": np.asarray(sums),
        "first": np.asarray(of_first.kernel.value),
        "second": np.asarray(of_second.bias.value),
        "sequence": np.asarray(jax.tree.leaves(of_sequence)[-1]),
        "dropout count": np.asarray(rngs.dropout.count.value),
    }
