"""S4, S1: a module is the carry, which state_axes={} allows: nothing of it is sliced."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Adaptive(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, 1, rngs=rngs)
        self.rngs = rngs

    def adapt(self, x):
        noise = jax.random.normal(self.rngs.noise(), x.shape)
        self.linear.bias.value = 0.9 * self.linear.bias.value + self.linear(x + noise)


@partial(nnx.scan, state_axes={})
def fit(model: Adaptive, x: jax.Array):
    model.adapt(x)
    return model, model.linear.bias.value


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Adaptive(2, rngs=rngs)
    model, biases = fit(model, jnp.arange(8.0).reshape(4, 2))
    return {
        "bias": np.asarray(model.linear.bias.value),
        "biases": np.asarray(biases),
        "kernel": np.asarray(model.linear.kernel.value),
        "noise count": np.asarray(model.rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
