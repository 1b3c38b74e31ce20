"""functools.partial around nnx.jit."""

from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx


@partial(nnx.jit, static_argnames=("shape",))
def sample(rngs, shape):
    return jax.random.normal(rngs.noise(), shape)


def main():
    rngs = nnx.Rngs(noise=3)
    return {"calls": jnp.stack([sample(rngs, shape=(3,)) for _ in range(3)])}
