"""Layers that draw noise from an Rngs they hold, with a counter that goes from layer to layer.

For Flax 0.8.x: nnx.scan carries what no filter of `state_axes` matches, and RNG state always.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Calls(nnx.Variable):
    """How many layers have run."""


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.calls = Calls(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.calls.value += 1
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


@partial(nnx.vmap, axis_size=4, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Layer(rngs)


@partial(nnx.scan, length=4, state_axes={nnx.Param: 0})
def forward(x, layer):
    y = layer(x)
    return y, layer.calls.value


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    output, calls = forward(np.ones((5, 4), np.float32), layers)
    return {
        "kernel": np.asarray(layers.linear.kernel.value),
        "output": np.asarray(output),
        "calls": np.asarray(calls),
        "next params key": np.asarray(jax.random.key_data(layers.rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(layers.rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
