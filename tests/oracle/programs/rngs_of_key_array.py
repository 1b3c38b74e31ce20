"""An Rngs made from an array of keys is split from the start."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    keys = jax.random.split(jax.random.key(0), 3)
    rngs = nnx.vmap(lambda key: nnx.Rngs(key))(keys)
    return {"kernel": jnp.asarray(create(rngs).kernel[...])}
