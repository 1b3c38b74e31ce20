"""A layer that derives from nnx.Dropout with an __init__ of its own."""

import jax.numpy as jnp
from flax import nnx


class Drop(nnx.Dropout):
    def __init__(self, rate, rngs):
        super().__init__(rate, rngs=rngs)


@nnx.jit
def forward(drop, x):
    return drop(x)


def main():
    drop = Drop(0.5, nnx.Rngs(0))
    return {"calls": jnp.stack([forward(drop, jnp.ones(64)) for _ in range(3)])}
