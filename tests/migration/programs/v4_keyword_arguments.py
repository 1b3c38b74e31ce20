"""V4 whose batch is passed by keyword."""

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


@partial(nnx.vmap, in_axes=None, in_axes_kwargs=0, state_axes={}, split_rngs=True)
def forward(model: Noisy, *, x: jax.Array, scale: jax.Array):
    return scale * model(x)


@partial(nnx.vmap, in_axes=None, in_axes_kwargs={"y": 0}, state_axes={})
def shifted(model: Noisy, x, *, y):
    return model(x) + y


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    return {
        "forward": np.asarray(forward(model, x=jnp.ones((4, 2)), scale=jnp.arange(4.0))),
        "shifted": np.asarray(shifted(model, jnp.ones((2,)), y=jnp.ones((3, 3)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
