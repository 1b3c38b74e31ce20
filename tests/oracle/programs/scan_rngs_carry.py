"""The Rngs is the carry of the scan, so each step draws anew."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.scan
def draw(rngs, x):
    return rngs, x + jax.random.normal(rngs.noise(), (4,))


def main():
    _, noise = draw(nnx.Rngs(noise=0), jnp.zeros((5, 4)))
    return {"steps": noise}
