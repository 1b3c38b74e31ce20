"""nnx.scan(f, ...) with both axes written out, as from Flax 0.10."""

import jax
import jax.numpy as jnp
from flax import nnx


def step(x, rngs):
    noise = jax.random.normal(rngs.noise(), x.shape)
    return x + noise, noise


def main():
    scanned = nnx.scan(step, in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0), length=4)
    _, noise = nnx.split_rngs(splits=4)(scanned)(jnp.zeros(3), nnx.Rngs(noise=0))
    return {"noise": noise}
