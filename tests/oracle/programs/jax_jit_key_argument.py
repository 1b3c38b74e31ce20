"""Every call of a jax.jit function gets a new key from the stream."""

import jax
import jax.numpy as jnp
from flax import nnx


@jax.jit
def sample(key, mean):
    return mean + jax.random.normal(key, mean.shape)


def main():
    rngs = nnx.Rngs(0)
    return {"samples": jnp.stack([sample(rngs.sample(), jnp.zeros(3)) for _ in range(4)])}
