"""nnx.fork_rngs as a context manager that splits."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(noise=0)
    draws = []
    for _ in range(2):
        with nnx.fork_rngs(rngs, split=3):
            draws.append(nnx.vmap(lambda r: jax.random.normal(r.noise(), (2,)))(rngs))
    return {"noise": jnp.concatenate(draws)}
