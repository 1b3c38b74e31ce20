"""split_rngs above nnx.jit around nnx.vmap."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.jit
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    return {"kernel": jnp.asarray(create(nnx.Rngs(0)).kernel[...])}
