"""With graph=False split_rngs returns the split copy, which is bound and mapped."""

import jax.numpy as jnp
from flax import nnx


@nnx.vmap(graph=False)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs).kernel[...]


def main():
    rngs = nnx.Rngs(0)
    first = nnx.split_rngs(rngs, splits=3, graph=False)
    second = nnx.split_rngs(rngs, splits=3, graph=False)
    return {"kernels": jnp.concatenate([create(first), create(second)])}
