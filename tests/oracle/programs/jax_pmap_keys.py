"""jax.pmap over keys, one a device."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(noise=0)
    keys = jax.random.split(rngs.noise(), 4)
    noisy = jax.pmap(lambda key, x: x + jax.random.normal(key, x.shape))
    return {"devices": jax.device_get(noisy(keys, jnp.zeros((4, 3))))}
