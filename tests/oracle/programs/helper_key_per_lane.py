"""A helper makes its Rngs from the key of the lane that calls it."""

import jax
import jax.numpy as jnp
from flax import nnx


def noise(x, key):
    rngs = nnx.Rngs(key)
    return jax.random.normal(rngs(), x.shape)


@nnx.vmap
def noisy(x, key):
    return x + noise(x, key)


def main():
    keys = jax.random.split(jax.random.key(0), 5)
    return {"lanes": noisy(jnp.ones((5, 8)), keys)}
