"""S4, refuse: a module is the carry under the default state_axes, which slice and stack its state."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Bias(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.bias = nnx.Param(jax.random.normal(rngs.params(), (2,)))


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Bias(rngs)


@partial(nnx.scan, in_axes=(None, 0))
def shift(model: Bias, x: jax.Array):
    model.bias.value += x
    return model, model.bias.value.sum()


def main():
    rngs = nnx.Rngs(0)
    model, sums = shift(create(rngs), jnp.ones((3, 2)))
    return {
        "bias": np.asarray(model.bias.value),
        "sums": np.asarray(sums),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
