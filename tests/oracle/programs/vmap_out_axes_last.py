"""The lanes come back on the last axis of the parameters."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=0, out_axes=nnx.StateAxes({nnx.Param: 1, ...: 0}), axis_size=3)
def create(rngs):
    return nnx.Linear(2, 4, use_bias=False, rngs=rngs)


def main():
    layer = create(nnx.Rngs(0))
    return {"kernel": jnp.moveaxis(jnp.asarray(layer.kernel[...]), 1, 0)}
