"""Only the params stream is split, and the axes say so."""

import jax.numpy as jnp
from flax import nnx

axes = nnx.StateAxes({"params": 0, ...: None})


@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(axes,), axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    return {"kernel": jnp.asarray(create(rngs).kernel[...])}
