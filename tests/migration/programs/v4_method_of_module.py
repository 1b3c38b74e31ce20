"""V4 in a method: the module is replicated, the batch says how many lanes there are."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.rngs = rngs

    @partial(nnx.vmap, in_axes=(None, 0), state_axes={})
    def __call__(self, x):
        """One example at a time."""
        noise = jax.random.normal(self.rngs.noise(), (3,))
        return self.linear(x) + noise


class Loud(Noisy):
    @partial(nnx.vmap, in_axes=(None, 0, None), state_axes={})
    def shout(self, x: jax.Array, loudness):
        return loudness * jax.random.normal(self.rngs.noise(), x.shape)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Loud(rngs)
    return {
        "output": np.asarray(model(jnp.ones((4, 2)))),
        "again": np.asarray(Noisy.__call__(model, jnp.ones((2, 2)))),
        "shout": np.asarray(model.shout(jnp.ones((3, 2)), 2.0)),
        "loud": np.asarray(model.shout(jnp.ones((3, 2)), 3.0)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
