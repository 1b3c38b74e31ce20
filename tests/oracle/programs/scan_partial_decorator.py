"""functools.partial around nnx.scan."""

import functools

import jax
import jax.numpy as jnp
from flax import nnx


@functools.partial(nnx.scan, in_axes=(nnx.Carry, 0))
def sample(rngs, mean):
    return rngs, mean + jax.random.normal(rngs.noise(), mean.shape)


def main():
    return {"steps": sample(nnx.Rngs(noise=0), jnp.zeros((4, 2)))[1]}
