from functools import partial

import jax.numpy as jnp
from flax import nnx
from options import SCAN, VMAP


class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


@partial(nnx.vmap, **VMAP)
def create(rngs: nnx.Rngs):
    return Block(rngs=rngs)


@partial(nnx.scan, **SCAN)
def forward(x, block: Block):
    return block(x), None


def main():
    blocks = create(nnx.Rngs(0))
    y, _ = forward(jnp.ones((1, 2)), blocks)
    return {"y": y, "kernel": blocks.linear.kernel.value}
