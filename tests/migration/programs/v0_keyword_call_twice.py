"""V0 without annotation; the Rngs comes by keyword, and the function is called twice."""

from functools import partial

import flax.nnx as nnx
import jax
import numpy as np

ENSEMBLE = 3


@partial(nnx.vmap, axis_size=ENSEMBLE)
def create(rngs):
    noise = jax.random.normal(rngs.noise(), (2,))
    return nnx.Embed(4, 2, rngs=rngs), noise


def main():
    rngs = nnx.Rngs(params=1, noise=2)
    first, first_noise = create(rngs=rngs)
    second, second_noise = create(rngs=rngs)
    return {
        "first": np.asarray(first.embedding.value),
        "second": np.asarray(second.embedding.value),
        "first noise": np.asarray(first_noise),
        "second noise": np.asarray(second_noise),
        "params count": np.asarray(rngs.params.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
