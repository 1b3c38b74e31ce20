"""An ensemble of Linear layers, each lane with a key of its own."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    layers = create(nnx.Rngs(0))
    return {"kernel": jnp.asarray(layers.kernel[...])}
