"""V0 by the whole dotted name, flax.nnx.vmap, behind a guarded import."""

from functools import partial

import jax
import numpy as np

try:
    import flax.nnx
except ImportError:  # flax before 0.8.4
    import flax.experimental.nnx


@partial(flax.nnx.vmap, axis_size=2)
def create(rngs: flax.nnx.Rngs):
    return flax.nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = flax.nnx.Rngs(params=0)
    layers = create(rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
