"""V4 with a default, a default of None, and arguments in star."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), x.shape)


@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={})
def forward(model: Noisy, x, scale=1.0):
    return scale * model(x)


@partial(nnx.vmap, in_axes=(None, 0, 0), state_axes={})
def masked(model: Noisy, x, mask=None):
    return model(x) if mask is None else model(x) * mask


def run(model, batch, scale):
    return forward(model, batch, scale)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    return {
        "y": np.asarray(forward(model, jnp.ones((3, 2)), 2.0)),
        "z": np.asarray(masked(model, jnp.ones((3, 2)), jnp.ones((3, 2)))),
        "r": np.asarray(run(model, jnp.ones((3, 2)), 2.0)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
