"""V4 whose size is that of a batch which is a dict, or a list, of arrays."""

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


@partial(nnx.vmap, in_axes=(None, 0), state_axes={})
def loss(model: Noisy, batch):
    return jnp.mean((model(batch["x"]) - batch["y"]) ** 2)


@partial(nnx.vmap, in_axes=(0, None), out_axes=1)
def jitter(pair, rngs: nnx.Rngs):
    first, second = pair
    return first + jax.random.normal(rngs.noise(), second.shape)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    batch = {"x": jnp.ones((4, 2)), "y": jnp.zeros((4, 3))}
    return {
        "loss": np.asarray(loss(model, batch)),
        "jitter": np.asarray(jitter([jnp.zeros((3, 2)), jnp.ones((3, 2))], rngs)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
