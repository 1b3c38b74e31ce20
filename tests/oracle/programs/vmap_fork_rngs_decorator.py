"""nnx.fork_rngs(split=n) above the map."""

import jax.numpy as jnp
from flax import nnx


@nnx.fork_rngs(split=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    return {"kernel": jnp.asarray(create(nnx.Rngs(0)).kernel[...])}
