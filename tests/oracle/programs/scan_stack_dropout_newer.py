"""A stack made by split and vmap is scanned without another split."""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(nnx.gelu(self.linear(x)))


@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=4)
def create(rngs):
    return Block(rngs)


@nnx.scan(in_axes=(nnx.Carry, 0))
def forward(x, block):
    return x, block(x)


def main():
    blocks = create(nnx.Rngs(0))
    x = jnp.ones(64)
    return {"layers": jnp.concatenate([forward(x, blocks)[1], forward(x, blocks)[1]])}
