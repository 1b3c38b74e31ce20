"""The jitted constructor is inside the map."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
@nnx.jit
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    return {"kernel": jnp.asarray(create(nnx.Rngs(0)).kernel[...])}
