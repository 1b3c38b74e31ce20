"""V1 over a list of modules: StateAxes is no prefix of a list."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return [nnx.Linear(3, 3, rngs=rngs) for _ in range(3)]


@partial(nnx.vmap, in_axes=(None, 0, None), axis_size=2, state_axes={nnx.Param: 0})
def forward(layers, x, rngs: nnx.Rngs):
    for layer in layers:
        x = layer(x) + jax.random.normal(rngs.noise(), x.shape)
    return x


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    return {
        "kernels": np.stack([np.asarray(layer.kernel.value) for layer in layers]),
        "output": np.asarray(forward(layers, jnp.ones((2, 4, 3)), rngs)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
