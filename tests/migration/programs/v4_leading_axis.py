"""V4: the size is that of the mapped batch, the model is replicated and draws for each example."""

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
def forward(model: Noisy, x: jax.Array):
    return model(x)


def main():
    model = Noisy(nnx.Rngs(params=0, noise=1))
    return {
        "output": np.asarray(forward(model, jnp.ones((4, 2)))),
        "kernel": np.asarray(model.linear.kernel.value),
        "count": np.asarray(model.rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(model.rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
