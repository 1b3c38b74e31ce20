"""V6 on methods of the module itself: self is the node, whatever its in_axes says."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Ensemble(nnx.Module):
    def __init__(self, size, rngs: nnx.Rngs):
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (size, 2, 3)))
        self.bias = nnx.Param(jnp.zeros((size, 3)))

    @partial(nnx.vmap, in_axes=(None, None))
    def __call__(self, x):
        return x @ self.weight.value + self.bias.value

    @partial(nnx.vmap, in_axes=(None, 0))
    def each(self, x):
        return x @ self.weight.value + self.bias.value


def main():
    rngs = nnx.Rngs(params=0)
    ensemble = Ensemble(4, rngs)
    return {
        "all": np.asarray(ensemble(jnp.ones((5, 2)))),
        "each": np.asarray(ensemble.each(jnp.arange(8.0).reshape(4, 2))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
