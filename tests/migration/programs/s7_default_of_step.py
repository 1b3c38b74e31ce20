"""S7: a step with a default that is not passed."""

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


@partial(nnx.scan, in_axes=(None, 0), state_axes={}, length=3)
def run(x, model: Noisy, scale=2.0):
    return scale * model(x), x


@partial(nnx.scan, state_axes={}, length=3)
def train(x, model: Noisy, training=True):
    return model(x) if training else x, None


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    x, xs = run(jnp.ones((2,)), model)
    y, _ = train(jnp.ones((2,)), model)
    return {
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "y": np.asarray(y),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
