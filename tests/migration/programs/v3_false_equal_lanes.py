"""V3 with split_rngs=False: the lanes get the same layers and draws."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3, split_rngs=False)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "noise": np.asarray(noise),
        "params count": np.asarray(rngs.params.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
