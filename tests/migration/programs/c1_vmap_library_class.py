"""C1: nnx.Vmap.constructor(nnx.Linear), a class of the library; made and called in one expression."""

from functools import partial

import jax
import numpy as np
from flax import nnx

stacked = partial(nnx.Vmap.constructor, axis_size=3)


def main():
    rngs = nnx.Rngs(0)
    layers = stacked(nnx.Linear)(2, 4, rngs=rngs)
    x = np.ones((3, 5, 2), np.float32)
    once = nnx.Vmap.constructor(nnx.Linear, axis_size=3, in_axes=(0, None))(2, 4, rngs=rngs)(x[0])
    return {
        "kernel": np.asarray(layers.vmap_module.kernel.value),
        "output": np.asarray(layers(x)),
        "once": np.asarray(once),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
