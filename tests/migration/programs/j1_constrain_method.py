"""J1: a method under nnx.jit(constrain_state=...), on as a constant says, and off elsewhere."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

SHARDED = True


def mesh():
    return jax.sharding.Mesh(np.asarray(jax.devices()[:1]).reshape(1, 1), ("data", "model"))


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(jax.random.normal(rngs.params(), (3,)))
        self.dropout_key = nnx.Variable(jax.random.key_data(rngs.dropout()))

    @partial(nnx.jit, constrain_state=SHARDED)
    def __call__(self, x):
        return self.scale.value * x

    @partial(nnx.jit, constrain_state=False)
    def double(self, x):
        return 2 * self.scale.value * x


def main():
    with mesh():
        layer = Layer(nnx.Rngs(0))
        return {
            "call": np.asarray(layer(jnp.arange(3.0))),
            "double": np.asarray(layer.double(jnp.arange(3.0))),
            "key": np.asarray(layer.dropout_key.value),
        }
