"""V4 in a loop."""

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


def total(model, batches):
    found = jnp.zeros(())
    for scale, batch in enumerate(batches):

        @partial(nnx.vmap, in_axes=(None, 0), state_axes={})
        def forward(model: Noisy, x: jax.Array):
            return scale * model(x)

        found += forward(model, batch).sum()
        found += nnx.vmap(lambda m, x: m(x) + scale, in_axes=(None, 0), state_axes={})(model, batch).sum()
    return found


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    return {
        "total": np.asarray(total(model, [jnp.ones((2, 2)), jnp.ones((3, 2))])),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
