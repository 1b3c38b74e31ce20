"""nnx.jit above split_rngs above nnx.vmap."""

import jax.numpy as jnp
from flax import nnx


@nnx.jit
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    kernels = [create(rngs).kernel[...] for _ in range(2)]
    return {"kernels": jnp.concatenate(kernels)}
