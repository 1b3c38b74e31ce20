"""The caller forks the Rngs into split streams."""

import jax.numpy as jnp
from flax import nnx


@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    return {"kernel": jnp.asarray(create(rngs.fork(split=3)).kernel[...])}
