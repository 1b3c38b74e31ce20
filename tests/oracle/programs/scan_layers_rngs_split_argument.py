"""The Dropout of each layer takes its Rngs from a split argument."""

import jax.numpy as jnp
from flax import nnx

LAYERS = 3


class Layer(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5)

    def __call__(self, x, rngs):
        mask = self.dropout(jnp.ones(64), rngs=rngs)
        return self.linear(x) * mask, mask


@nnx.split_rngs(splits=LAYERS)
@nnx.vmap(axis_size=LAYERS)
def create(rngs):
    return Layer(rngs)


@nnx.split_rngs(splits=LAYERS)
@nnx.scan(in_axes=(nnx.Carry, 0, 0))
def forward(x, layer, rngs):
    return layer(x, rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    layers = create(rngs)
    kernels = jnp.asarray(layers.linear.kernel[...])
    return {"kernels": kernels, "masks": forward(jnp.ones(64), layers, rngs)[1]}
