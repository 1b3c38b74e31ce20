"""V4 on functions that are defined in functions and close over what is around."""

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


def train_step(model: Noisy, xs, scale):
    """A step."""

    @partial(nnx.vmap, in_axes=(None, 0), state_axes={})
    def losses(model: Noisy, x):
        # scaled by what is around
        return scale * jnp.sum(model(x) ** 2)

    return losses(model, xs).mean()


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    first = train_step(model, jnp.ones((4, 2)), 2.0)
    grads = nnx.grad(train_step)(model, jnp.ones((4, 2)), 1.0)
    return {
        "loss": np.asarray(first),
        "grads": np.asarray(grads.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
