"""A lambda under nnx.jit draws from the Rngs it gets."""

import jax
import jax.numpy as jnp
from flax import nnx

draw = nnx.jit(lambda rngs: jax.random.uniform(rngs.noise(), (4,)))


def main():
    rngs = nnx.Rngs(noise=0)
    return {"calls": jnp.stack([draw(rngs), draw(rngs), draw(rngs)])}
