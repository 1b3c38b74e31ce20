"""An Rngs goes through nnx.jit as an argument."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.jit
def sample(rngs, mean):
    return mean + jax.random.normal(rngs.sample(), mean.shape)


def main():
    rngs = nnx.Rngs(sample=0)
    return {"samples": jnp.stack([sample(rngs, jnp.zeros(3)) for _ in range(4)])}
