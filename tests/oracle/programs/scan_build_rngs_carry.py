"""The Rngs is the carry of a scan that makes Linear layers."""

import jax.numpy as jnp
from flax import nnx


@nnx.scan(in_axes=(nnx.Carry, 0))
def build(rngs, scale):
    layer = nnx.Linear(2, 3, rngs=rngs)
    return rngs, scale * layer.kernel[...]


def main():
    rngs = nnx.Rngs(0)
    _, first = build(rngs, jnp.ones(3))
    _, second = build(rngs, jnp.ones(3))
    return {"kernels": jnp.concatenate([first, second])}
