"""Two context managers in a row give two different ensembles."""

import jax.numpy as jnp
from flax import nnx


@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    with nnx.split_rngs(rngs, splits=3):
        actors = create(rngs)
    with nnx.split_rngs(rngs, splits=3):
        critics = create(rngs)
    return {"all": jnp.concatenate([actors.kernel[...], critics.kernel[...]])}
