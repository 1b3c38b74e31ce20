"""V4 where nothing is split: the ensemble holds no Rngs, its size is that of its parameters."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Pair(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.first = nnx.Linear(2, 4, rngs=rngs)
        self.second = nnx.Linear(4, 1, rngs=rngs)

    def __call__(self, x):
        return self.second(nnx.relu(self.first(x)))


create = partial(nnx.vmap, axis_size=3)(Pair)


@partial(nnx.vmap, in_axes=None)
def forward(pair: Pair, x):
    return pair(x)


@nnx.vmap
def norms(pair: Pair):
    return jnp.abs(pair.first.kernel.value).max()


def main():
    rngs = nnx.Rngs(params=0)
    pair = create(rngs)
    return {
        "output": np.asarray(forward(pair, jnp.ones((5, 2)))),
        "norms": np.asarray(norms(pair)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
