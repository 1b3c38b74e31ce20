"""V1 over a list of modules, all of whose state has axis 0."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2)
def create(rngs: nnx.Rngs):
    return [nnx.Linear(2, 2, rngs=rngs) for _ in range(3)]


@partial(nnx.vmap, in_axes=(None, 0), axis_size=2)
def forward(layers, x):
    for layer in layers:
        x = layer(x)
    return x


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    return {
        "y": np.asarray(forward(layers, jnp.ones((2, 2)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
