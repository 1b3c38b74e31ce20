"""V4 as values: kept in a name, under jit, called at once with more than a name."""

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


def apply(model: Noisy, x):
    return model(x)


forward = nnx.vmap(apply, in_axes=(None, 0), state_axes={})
fast = nnx.jit(nnx.vmap(apply, in_axes=(None, 0), state_axes={}))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    data = {"x": np.ones((3, 2), np.float32)}
    draw = partial(nnx.vmap, in_axes=(None, 1))(
        lambda rngs, x: x + jax.random.normal(rngs.noise(), x.shape)
    )
    return {
        "forward": np.asarray(forward(model, jnp.ones((4, 2)))),
        "fast": np.asarray(fast(model, jnp.ones((5, 2)))),
        "draw": np.asarray(draw(rngs, data["x"])),
        "at once": np.asarray(nnx.vmap(apply, in_axes=(None, 0), state_axes={})(model, data["x"])),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
