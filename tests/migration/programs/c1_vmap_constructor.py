"""C1: nnx.Vmap.constructor at module level, of a block with a stream of its own; called twice."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(din, dout, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


rngs = nnx.Rngs(params=0, noise=1)
model = nnx.Vmap.constructor(Block, axis_size=3)(2, 4, rngs=rngs)


def main():
    x = jnp.ones((3, 5, 2))
    return {
        "first": np.asarray(model(x)),
        "second": np.asarray(model(x)),
        "kernel": np.asarray(model.vmap_module.linear.kernel.value),
        "params count": np.asarray(rngs.params.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
