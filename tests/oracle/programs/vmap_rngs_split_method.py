"""Rngs.split gives the lanes their keys."""

import jax.numpy as jnp
from flax import nnx


@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    first, second = create(rngs.split(3)), create(rngs.split(3))
    return {"kernel": jnp.concatenate([first.kernel[...], second.kernel[...]])}
