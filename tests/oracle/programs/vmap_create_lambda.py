"""A lambda is mapped."""

import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(3)
    create = nnx.vmap(lambda r: nnx.Embed(5, 4, rngs=r), axis_size=3)
    with nnx.split_rngs(rngs, splits=3):
        tables = create(rngs)
    return {"tables": jnp.asarray(tables.embedding[...])}
