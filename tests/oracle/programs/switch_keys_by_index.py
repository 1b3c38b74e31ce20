"""jax.lax.switch over plain functions, with a key that is new for each call."""

import jax
import jax.numpy as jnp
from flax import nnx

BRANCHES = (
    lambda key: jax.random.normal(key, (4,)),
    lambda key: jax.random.uniform(key, (4,)),
    lambda key: jax.random.laplace(key, (4,)),
)


def main():
    rngs = nnx.Rngs(noise=0)
    draws = [jax.lax.switch(i % 3, BRANCHES, rngs.noise()) for i in range(6)]
    return {"calls": jnp.stack(draws)}
