"""From Flax 0.11 an Rngs goes through jax.jit, and comes back with its counts."""

import jax
import jax.numpy as jnp
from flax import nnx


@jax.jit
def sample(rngs):
    return rngs, jax.random.normal(rngs.noise(), (3,))


def main():
    rngs = nnx.Rngs(noise=0)
    draws = []
    for _ in range(3):
        rngs, x = sample(rngs)
        draws.append(x)
    return {"calls": jnp.stack(draws)}
