"""The carry is a tuple of the Rngs and the position."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.scan
def step(carry, drift):
    rngs, x = carry
    x = x + drift + jax.random.normal(rngs.walk(), x.shape)
    return (rngs, x), x


def main():
    carry = (nnx.Rngs(walk=0), jnp.zeros(2))
    return {"path": step(carry, jnp.linspace(0.0, 1.0, 5))[1]}
