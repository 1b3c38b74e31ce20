"""V0 as a decorator over several lines, with a comment and a trailing comma."""

from functools import partial

import jax
import numpy as np
from flax import nnx


# one layer per lane
@partial(
    nnx.vmap,
    axis_size=5,  # layers
)
# (the Rngs is split by vmap)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=7)
    layers = create(rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "bias": np.asarray(layers.bias.value),
        "count": np.asarray(rngs.params.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
