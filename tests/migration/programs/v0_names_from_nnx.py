"""V0 where vmap, Rngs and Linear are imported by name."""

from functools import partial

import jax
import numpy as np
from flax.nnx import Linear, Rngs, vmap


@partial(vmap, axis_size=2)
def create(rngs: Rngs):
    return Linear(3, 1, rngs=rngs)


@vmap
def forward(layer: Linear, x: jax.Array) -> jax.Array:
    return layer(x)


def main():
    rngs = Rngs(params=11)
    layers = create(rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "output": np.asarray(forward(layers, np.ones((2, 4, 3), np.float32))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
