"""S2, refuse: a list of two stacks is one argument of the scan."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs)


@partial(nnx.scan, in_axes=(None, None, None))
def forward(x, layers, rngs: nnx.Rngs):
    for layer in layers:
        x = layer(x) + jax.random.normal(rngs.noise(), x.shape)
    return x, None


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = [create(rngs), create(rngs)]
    x, _ = forward(jnp.ones(2), layers, rngs)
    return {
        "x": np.asarray(x),
        "kernel": np.asarray(layers[1].kernel.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
