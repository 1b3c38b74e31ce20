"""J1: nnx.jit(constrain_state=True) as a decorator, of a step that updates a module."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def mesh():
    return jax.sharding.Mesh(np.asarray(jax.devices()[:1]).reshape(1, 1), ("data", "model"))


class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.kernel = nnx.Param(jax.random.normal(rngs.params(), (4, 4)))
        self.calls = nnx.Variable(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.calls.value += 1
        return x @ self.kernel.value + jax.random.normal(self.rngs.noise(), x.shape)


@partial(nnx.jit, static_argnames="twice", constrain_state=True)
def step(block: Block, x: jax.Array, *, twice: bool = False):
    y = block(x)
    return block(y) if twice else y


def main():
    with mesh():
        block = Block(nnx.Rngs(params=0, noise=1))
        x = jnp.ones((2, 4))
        first, second = step(block, x), step(block, x, twice=True)
        return {
            "first": np.asarray(first),
            "second": np.asarray(second),
            "calls": np.asarray(block.calls.value),
            "kernel": np.asarray(block.kernel.value),
            "noise count": np.asarray(block.rngs.noise.count.value),
        }
