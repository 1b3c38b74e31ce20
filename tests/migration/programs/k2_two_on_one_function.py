"""K2: two decorators on one function and two calls in one expression, sizes differ."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2)  # rows
@partial(nnx.vmap, axis_size=3)  # columns
def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    grid = nnx.vmap(nnx.vmap(create, axis_size=4), axis_size=2)(rngs)
    return {
        "draws": np.asarray(draw(rngs)),
        "kernel": np.asarray(grid.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
