"""S1: partial decorator, state_axes={nnx.Param: 0}: counter and stored Rngs go from layer to layer."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Count(nnx.Variable):
    pass


class Layer(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.count = Count(jnp.array(0))
        self.rngs = rngs

    def __call__(self, x):
        self.count.value += 1
        return nnx.tanh(self.linear(x)) + jax.random.normal(self.rngs.noise(), x.shape)


@functools.partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Layer(4, rngs=rngs)


@functools.partial(nnx.scan, length=3, state_axes={nnx.Param: 0})
def forward(x: jax.Array, layer: Layer):
    x = layer(x)
    return x, layer.count.value


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    x, counts = forward(jnp.ones((2, 4)), layers)
    return {
        "x": np.asarray(x),
        "counts": np.asarray(counts),
        "count": np.asarray(layers.count.value),
        "kernel": np.asarray(layers.linear.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
