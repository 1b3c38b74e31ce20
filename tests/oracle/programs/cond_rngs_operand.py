"""The Rngs is an operand of nnx.cond."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy(rngs, x):
    return x + jax.random.normal(rngs.noise(), x.shape)


def masked(rngs, x):
    return x * jax.random.bernoulli(rngs.noise(), 0.5, x.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    x = jnp.ones(64)
    calls = [nnx.cond(flag, noisy, masked, rngs, x) for flag in (True, False, True, False)]
    return {"calls": jnp.stack(calls)}
