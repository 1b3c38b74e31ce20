"""V7 with defaults that nobody passes and no in_axes: its 0 would be for the numbers too."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs, features=4, activation=None):
    layer = nnx.Linear(2, features, rngs=rngs)
    return layer if activation is None else nnx.Sequential(layer, activation)


def main():
    rngs = nnx.Rngs(params=0)
    layers = create(rngs)
    lone = nnx.vmap(lambda r, shape=(2,): jax.random.normal(r.params(), shape), axis_size=2)(rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "lone": np.asarray(lone),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
