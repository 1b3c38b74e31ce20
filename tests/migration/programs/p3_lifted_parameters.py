"""P3: nnx.Pmap.constructor with state_axes, of a block with parameters alone."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        return nnx.gelu(self.linear(x))


MLP = nnx.Pmap.constructor(Block, state_axes={nnx.Param: 0}, axis_size=1)


def main():
    rngs = nnx.Rngs(0)
    rngs.params()
    module = MLP(rngs=rngs)
    return {
        "kernel": np.asarray(module.pmap_module.linear.kernel.value),
        "bias": np.asarray(module.pmap_module.linear.bias.value),
        "output": np.asarray(module(jnp.ones((1, 5, 3)))),
        "count": np.asarray(rngs.default.count.value),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
