"""Keys are split with jax.random, and each lane makes an Rngs from its key."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.vmap
def create(key):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(key))


def main():
    keys = jax.random.split(jax.random.key(0), 4)
    return {"kernel": jnp.asarray(create(keys).kernel[...])}
