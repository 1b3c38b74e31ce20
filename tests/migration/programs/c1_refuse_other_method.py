"""C1, refuse: another method than __call__ is reached through the proxy `call` of a lifted class."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Coder(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.down = nnx.Linear(4, 2, rngs=rngs)
        self.up = nnx.Linear(2, 4, rngs=rngs)

    def encode(self, x):
        return self.down(x)

    def __call__(self, x):
        return self.up(self.encode(x))


def main():
    rngs = nnx.Rngs(0)
    coders = nnx.Vmap.constructor(Coder, axis_size=3)(rngs=rngs)
    x = jnp.ones((3, 4))
    return {
        "code": np.asarray(coders.call.encode(x)),
        "output": np.asarray(coders(x)),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
