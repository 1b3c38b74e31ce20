"""Walkers side by side, each with an Rngs in the carry of its walk."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0))
def walk(rngs, start):
    @nnx.scan(in_axes=(nnx.Carry, 0))
    def step(carry, _):
        rngs, x = carry
        x = x + jax.random.normal(rngs.walk(), x.shape)
        return (rngs, x), x

    return step((rngs, start), jnp.arange(4))[1]


def main():
    paths = walk(nnx.Rngs(walk=0), jnp.zeros((3, 2)))
    return {"positions": paths.reshape(-1, 2)}
