"""nnx.jit keeps the count of the Dropout between calls."""

import jax.numpy as jnp
from flax import nnx


@nnx.jit
def step(model, x):
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    x = jnp.ones(64)
    return {"calls": jnp.stack([step(model, x) for _ in range(3)])}
