"""S1, refuse: state_axes is what a function returns."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def axes_of(*kinds):
    return {kind: 0 for kind in kinds}


class Layer(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.count = nnx.Variable(jnp.array(0))

    def __call__(self, x):
        self.count.value += 1
        return self.linear(x)


@partial(nnx.vmap, axis_size=3, state_axes=axes_of(nnx.Param))
def create(rngs: nnx.Rngs):
    return Layer(rngs=rngs)


@partial(nnx.scan, length=3, state_axes=axes_of(nnx.Param))
def forward(x, layer):
    return layer(x), None


def main():
    rngs = nnx.Rngs(0)
    layers = create(rngs)
    x, _ = forward(jnp.ones(2), layers)
    return {
        "x": np.asarray(x),
        "count": np.asarray(layers.count.value),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
