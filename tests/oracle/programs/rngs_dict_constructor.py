"""The streams come from a dictionary."""

import jax.numpy as jnp
from flax import nnx

SEEDS = {"params": 0, "dropout": 1}


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    return {"kernel": jnp.asarray(create(nnx.Rngs(**SEEDS)).kernel[...])}
