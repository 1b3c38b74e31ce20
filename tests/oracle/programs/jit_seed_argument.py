"""A jitted constructor builds its Rngs from the key that it gets."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.jit
def create(key):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(key))


def main():
    kernels = [create(jax.random.key(seed)).kernel[...] for seed in range(4)]
    return {"kernels": jnp.stack(kernels)}
