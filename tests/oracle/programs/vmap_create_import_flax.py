"""Only flax is imported, and nnx is reached through it."""

import flax
import jax.numpy as jnp

nnx = flax.nnx


@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def create(rngs):
    return flax.nnx.Linear(4, 4, rngs=rngs)


def main():
    return {"pair": jnp.asarray(create(nnx.Rngs(0)).kernel[...])}
