"""A raw key in the carry is split at every step."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(0)

    def step(carry, _):
        key, x = carry
        key, sub = jax.random.split(key)
        x = x + jax.random.normal(sub, x.shape)
        return (key, x), x

    _, path = jax.lax.scan(step, (rngs.walk(), jnp.zeros(2)), length=6)
    return {"path": path}
