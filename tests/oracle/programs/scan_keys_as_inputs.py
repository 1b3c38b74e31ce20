"""The scanned inputs are keys, and each step makes an Rngs from its key."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.scan
def step(x, key):
    rngs = nnx.Rngs(key)
    return x, nnx.Dropout(0.5)(x, rngs=rngs)


def main():
    keys = jax.random.split(jax.random.key(0), 4)
    return {"steps": step(jnp.ones(64), keys)[1]}
