"""V2 with one stream by its name, for modules that keep the Rngs they are made from."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 4, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


@partial(nnx.vmap, axis_size=3, split_rngs="params")
def create(rngs: nnx.Rngs):
    return Noisy(rngs)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=3, split_rngs="params")
def forward(model: Noisy, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    output = forward(model, jnp.ones((3, 5, 2)))
    return {
        "kernel": np.asarray(model.linear.kernel.value),
        "output": np.asarray(output),
        "params count": np.asarray(rngs.params.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
