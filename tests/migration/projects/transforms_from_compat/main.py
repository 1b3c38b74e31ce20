from functools import partial

import jax
import jax.numpy as jnp
from compat import Module, Rngs, scan, vmap
from flax import nnx


class Block(Module):
    def __init__(self, rngs: Rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (2, 2)))

    def __call__(self, x):
        return jnp.tanh(x @ self.w.value)


@partial(vmap, axis_size=3)
def create(rngs: Rngs):
    return Block(rngs)


@partial(scan, length=3)
def forward(x, block: Block):
    return block(x), None


def main():
    rngs = Rngs(0)
    blocks = create(rngs)
    y, _ = forward(jnp.ones((1, 2)), blocks)
    return {"y": y, "key": rngs.params()}
