"""A rematerialised call gets a split Rngs in a scan."""

import jax
import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)

    @nnx.remat
    def __call__(self, x, rngs):
        noise = jax.random.normal(rngs.noise(), x.shape)
        return self.linear(x) + noise, noise


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return Layer(rngs)


@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0, 0))
def forward(x, layer, rngs):
    return layer(x, rngs)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    kernels = jnp.asarray(layers.linear.kernel[...])
    return {"kernels": kernels, "noise": forward(jnp.ones(8), layers, rngs)[1]}
