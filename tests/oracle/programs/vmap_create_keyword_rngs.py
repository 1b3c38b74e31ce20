"""The Rngs is passed by keyword, which nnx.vmap maps over axis 0."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    layer = create(rngs=nnx.Rngs(0))
    return {"kernel": jnp.asarray(layer.kernel[...])}
