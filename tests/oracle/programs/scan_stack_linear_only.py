"""A stack of Linear layers needs keys only when it is made."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create_layers(rngs: nnx.Rngs):
    return nnx.Linear(8, 8, rngs=rngs)


@nnx.scan
def forward(x, layer):
    x = nnx.relu(layer(x))
    return x, layer.kernel[...]


def main():
    layers = create_layers(nnx.Rngs(0))
    _, kernels = forward(jnp.ones((2, 8)), layers)
    return {"kernels": kernels}
