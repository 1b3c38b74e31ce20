"""V0 for modules that keep the Rngs they are made from: afterwards it is a scalar one again."""

from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, features: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


@partial(nnx.vmap, axis_size=3)
def create(rngs):
    return Noisy(2, rngs=rngs)


@partial(nnx.vmap, axis_size=3)
def forward(model: Noisy, x: jax.Array):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    x = jnp.ones((3, 4, 2))
    return {
        "kernel": model.linear.kernel.value,
        "first": forward(model, x),
        "second": forward(model, x),
        "is the same": jnp.asarray(model.rngs is rngs),
        "count": model.rngs.noise.count.value,
        "next params key": jax.random.key_data(rngs.params()),
        "next noise key": jax.random.key_data(model.rngs.noise()),
    }
