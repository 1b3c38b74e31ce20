"""nnx.jit with a static argument, beside an Rngs."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.jit(static_argnums=(1,))
def sample(rngs, features):
    return jax.random.normal(rngs(), (features,))


def main():
    rngs = nnx.Rngs(7)
    return {"calls": jnp.stack([sample(rngs, 3) for _ in range(4)])}
