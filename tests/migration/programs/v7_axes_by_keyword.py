"""V7: in_axes_kwargs for arguments by keyword, on a method, a lambda and a function."""

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


class Head(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 2, rngs=rngs)

    @partial(nnx.vmap, in_axes=None, in_axes_kwargs=0, state_axes={})
    def __call__(self, *, x):
        return self.linear(x)


@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None, state_axes={}, axis_size=4)
def forward(model: Noisy, x, scale):
    return scale * model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, head = Noisy(rngs), Head(rngs)
    output = forward(model, jnp.ones((4, 2)), scale=jnp.float32(2))
    doubled = nnx.vmap(
        lambda model, x, y: model(x) + y,
        in_axes=(None, 0),
        in_axes_kwargs={"y": 0},
        state_axes={},
        axis_size=3,
    )(model, jnp.ones((3, 2)), y=jnp.ones((3, 3)))
    return {
        "output": np.asarray(output),
        "head": np.asarray(head(x=output)),
        "doubled": np.asarray(doubled),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
