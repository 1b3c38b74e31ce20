"""The Rngs of each lane is scalar, so it can be split again for an inner map."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def create(rngs):
    with nnx.split_rngs(rngs, splits=3):
        return nnx.vmap(lambda r: nnx.Linear(2, 3, rngs=r), axis_size=3)(rngs)


def main():
    heads = create(nnx.Rngs(0))
    return {"heads": jnp.reshape(heads.kernel[...], (-1, 2, 3))}
