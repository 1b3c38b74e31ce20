"""C1: nnx.Jit.constructor of a block that counts its calls and draws from a stored stream."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(din, dout, rngs=rngs)
        self.calls = nnx.Variable(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x, *, scale=1.0):
        self.calls.value += 1
        y = self.linear(x)
        return y + scale * jax.random.normal(self.rngs.noise(), y.shape)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Jit.constructor(Block)(2, 4, rngs=rngs)
    x = jnp.ones((3, 2))
    return {
        "first": np.asarray(model(x)),
        "second": np.asarray(model(x, scale=0.5)),
        "calls": np.asarray(model.jit_module.calls.value),
        "kernel": np.asarray(model.jit_module.linear.kernel.value),
        "count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
