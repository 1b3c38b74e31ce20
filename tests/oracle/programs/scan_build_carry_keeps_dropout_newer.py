"""The carried Rngs makes layers that keep Dropouts of their own."""

import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


@nnx.scan(length=3, in_axes=(nnx.Carry,), out_axes=(nnx.Carry, 0))
def build(rngs):
    return rngs, Layer(rngs)


def main():
    _, layers = build(nnx.Rngs(0))
    return {"kernels": jnp.asarray(layers.linear.kernel[...])}
