"""nnx.remat of a block with Dropout, called several times."""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, *, rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.remat
    def __call__(self, x):
        return self.dropout(self.linear(x))


def main():
    block = Block(rngs=nnx.Rngs(0))
    return {"calls": jnp.stack([block(jnp.ones(4)) for _ in range(3)])}
