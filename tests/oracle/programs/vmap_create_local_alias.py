"""A local alias of the transform is used as the decorator."""

import functools

import jax.numpy as jnp
from flax import nnx

ensemble = functools.partial(nnx.vmap, in_axes=0, out_axes=0, axis_size=3)
split = nnx.split_rngs(splits=3)


@split
@ensemble
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    return {"kernel": jnp.asarray(create(nnx.Rngs(5)).kernel[...])}
