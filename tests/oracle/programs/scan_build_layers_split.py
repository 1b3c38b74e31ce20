"""nnx.scan builds the layers of a stack, with one key a layer."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), length=3)
def build(depth, rngs):
    return depth + 1, nnx.Linear(4, 4, rngs=rngs)


def main():
    _, layers = build(jnp.zeros((), jnp.int32), nnx.Rngs(0))
    return {"layers": jnp.asarray(layers.kernel[...])}
