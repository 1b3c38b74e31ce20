"""nnx.scan(...)(f), with the split in a context manager."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(noise=0)

    def step(x, rngs):
        y = x * jax.random.uniform(rngs.noise(), x.shape)
        return x, y

    with nnx.split_rngs(rngs, splits=5):
        _, ys = nnx.scan(in_axes=(nnx.Carry, 0), length=5)(step)(jnp.ones(3), rngs)
    return {"steps": ys}
