"""Two models get forks of one Rngs that are drawn one after the other."""

import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(0)
    model = nnx.Dropout(0.5, rngs=rngs.fork())
    target = nnx.Dropout(0.5, rngs=rngs.fork())
    x = jnp.ones(64)
    forward = nnx.jit(lambda m, x: m(x))
    return {"masks": jnp.stack([forward(model, x), forward(target, x), forward(model, x)])}
