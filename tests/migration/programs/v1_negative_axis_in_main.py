"""V1 inside main, with a mapping bound to a local name and a negative axis."""

import jax
import numpy as np
from flax import nnx


def main():
    axes = {
        nnx.Param: -1,
        ...: None,
    }

    def create(rngs: nnx.Rngs):
        first = nnx.Linear(2, 4, rngs=rngs)
        second = nnx.Linear(4, 1, rngs=rngs)
        return first, second

    create_all = nnx.vmap(create, state_axes=axes, axis_size=3)
    rngs = nnx.Rngs(params=0)
    first, second = create_all(rngs)
    return {
        "first": np.asarray(first.kernel.value),
        "second": np.asarray(second.kernel.value),
        "bias": np.asarray(second.bias.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
