"""V0 with out_axes=1: it moves the returned array, never the returned module."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, out_axes=1, axis_size=3)
def create(rngs: nnx.Rngs):
    model = nnx.Linear(2, 4, rngs=rngs)
    return model, jax.random.normal(rngs.noise(), (5,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
