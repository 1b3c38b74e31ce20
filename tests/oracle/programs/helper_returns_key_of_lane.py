"""A helper makes the key of each lane from its seed."""

import jax
import jax.numpy as jnp
from flax import nnx


def lane_key(seed=0):
    return jax.random.key(seed)


@nnx.vmap
def noisy(x, seed):
    return x + jax.random.normal(lane_key(seed), x.shape)


def main():
    return {"lanes": noisy(jnp.zeros((3, 4)), jnp.arange(3))}
