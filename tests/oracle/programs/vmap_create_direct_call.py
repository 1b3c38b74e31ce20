"""nnx.vmap(f)(rngs) on an Rngs split by a context manager."""

import jax
import jax.numpy as jnp
from flax import nnx


def build(rngs):
    return nnx.Linear(3, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    with nnx.split_rngs(rngs, splits=4):
        layers = nnx.vmap(build)(rngs)
    after = jax.random.normal(rngs(), (4, 3, 3))
    return {"layers": layers.kernel[...], "later": jnp.asarray(after)}
