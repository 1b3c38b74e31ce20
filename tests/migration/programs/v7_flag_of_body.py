"""V7: a flag that is passed, or keeps its default."""

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


@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None, state_axes={}, axis_size=3)
def forward(model: Noisy, x, *, scale=1.0):
    return scale * model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    y = forward(model, jnp.ones((3, 2)))
    z = forward(model, jnp.ones((3, 2)), scale=jnp.float32(2))
    return {
        "y": np.asarray(y),
        "z": np.asarray(z),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
