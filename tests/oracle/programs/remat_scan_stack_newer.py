"""A rematerialised block is scanned over a stack."""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.3, rngs=rngs)

    def __call__(self, x):
        return x + self.dropout(nnx.relu(self.linear(x)))


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create_blocks(rngs: nnx.Rngs):
    return Block(rngs)


@nnx.scan(in_axes=(nnx.Carry, 0))
@nnx.remat
def forward(x, block):
    y = block(x)
    return y, y


def main():
    blocks = create_blocks(nnx.Rngs(0))
    x = jnp.ones(64)
    layers = jnp.concatenate([forward(x, blocks)[1], forward(x, blocks)[1]])
    return {"kernels": jnp.asarray(blocks.linear.kernel[...]), "layers": layers}
