"""K1 with a class of Flax, sizes by position and rngs by keyword: from 0.9.0 not resolved."""

import jax
import numpy as np
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0)
    layers = nnx.vmap(nnx.Linear, in_axes=None, axis_size=3)(2, 4, rngs=rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
