"""V1 the other way round: shared Param, statistics of each lane at ...: 0."""

from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx


class Norm(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.mean = nnx.BatchStat(jnp.zeros((3,)))
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x)
        y += 0.1 * jax.random.normal(self.rngs.noise(), y.shape)
        self.mean.value = 0.9 * self.mean.value + 0.1 * y.mean(0)
        return y - self.mean.value


@partial(nnx.vmap, state_axes={nnx.Param: None, ...: 0}, in_axes=(None, 0), axis_size=2)
def forward(model: Norm, x: jax.Array):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=4)
    model = Norm(rngs)
    model.mean.value = jnp.zeros((2, 3))
    x = jnp.linspace(0, 1, 16).reshape(2, 4, 2)
    first, second = forward(model, x), forward(model, x)
    return {
        "first": first,
        "second": second,
        "mean": model.mean.value,
        "kernel": model.linear.kernel.value,
        "next params key": jax.random.key_data(rngs.params()),
        "next noise key": jax.random.key_data(rngs.noise()),
    }
