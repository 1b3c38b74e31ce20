"""Each step of a scan hands its key to a helper that would do without one."""

import jax
import jax.numpy as jnp
from flax import nnx


def jitter(carry, key=0):
    return carry + jax.random.normal(nnx.Rngs(key)(), carry.shape)


def step(carry, key):
    moved = jitter(jnp.zeros_like(carry), key)
    return carry + moved, moved


def main():
    keys = jax.random.split(jax.random.key(1), 4)
    _, moves = jax.lax.scan(step, jnp.zeros(8), keys)
    return {"steps": moves}
