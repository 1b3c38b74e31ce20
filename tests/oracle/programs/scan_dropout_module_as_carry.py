"""A module with Dropout is the carry of the scan."""

import jax.numpy as jnp
from flax import nnx


@nnx.scan
def steps(dropout, x):
    return dropout, dropout(x)


def main():
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    xs = jnp.ones((3, 64))
    _, first = steps(dropout, xs)
    _, second = steps(dropout, xs)
    return {"masks": jnp.concatenate([first, second])}
