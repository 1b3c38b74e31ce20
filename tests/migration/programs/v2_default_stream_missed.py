"""V2 that names a stream which this Rngs does not have: all lanes are equal."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3, split_rngs="params")
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    model = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "count": np.asarray(rngs.default.count.value),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
