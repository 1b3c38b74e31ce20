"""Only the params stream is forked into lanes."""

import jax.numpy as jnp
from flax import nnx


@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    return {"kernel": jnp.asarray(create(rngs.fork(split={"params": 3})).kernel[...])}
