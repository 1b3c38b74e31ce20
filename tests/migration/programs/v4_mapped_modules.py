"""V4 where the lanes are those of a stack of modules that keep their Rngs."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), (3,))


@partial(nnx.vmap, axis_size=4)
def create(rngs: nnx.Rngs):
    return Noisy(rngs)


@nnx.vmap
def emit(model: Noisy):
    return jax.random.normal(model.rngs.noise(), (2,))


@partial(nnx.vmap, in_axes=(None, None), state_axes={nnx.Param: 0})
def forward(model: Noisy, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    return {
        "emitted": np.asarray(emit(model)),
        "output": np.asarray(forward(model, jnp.ones((2,)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
