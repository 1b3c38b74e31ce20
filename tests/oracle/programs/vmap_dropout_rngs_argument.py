"""The Rngs of a Dropout comes as an argument, split above the map."""

import jax.numpy as jnp
from flax import nnx

dropout = nnx.Dropout(0.5)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0))
def apply(x, rngs):
    return dropout(x, rngs=rngs)


def main():
    x = jnp.ones((3, 64))
    return {"masks": apply(x, nnx.Rngs(dropout=0))}
