"""P1 whose number of devices is that of the batch."""

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


@partial(nnx.pmap, in_axes=(None, 0), state_axes={})
def forward(model: Noisy, x: jax.Array):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    return {
        "first": np.asarray(forward(model, jnp.ones((1, 2)))),
        "second": np.asarray(forward(model, jnp.ones((1, 2)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
