"""nnx.vmap(axis_size=n)(f), wrapped by nnx.split_rngs(splits=n)."""

import jax.numpy as jnp
from flax import nnx


def build(rngs: nnx.Rngs) -> nnx.Conv:
    return nnx.Conv(1, 2, kernel_size=(3,), rngs=rngs)


def main():
    builder = nnx.split_rngs(splits=3)(nnx.vmap(axis_size=3)(build))
    convs = builder(nnx.Rngs(params=0))
    return {"kernels": jnp.asarray(convs.kernel[...])}
