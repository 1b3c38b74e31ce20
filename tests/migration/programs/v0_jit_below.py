"""V0 above nnx.jit, and above a function with a nested function and a docstring."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(0,), axis_size=3, axis_name=None)
@nnx.jit
def create(rngs: nnx.Rngs):
    """A layer whose columns have length one."""

    def normalized(kernel):
        return jax.lax.integer_pow(kernel, 2)

    layer = nnx.Linear(2, 4, rngs=rngs)
    layer.kernel.value = normalized(layer.kernel.value)
    return layer


def main():
    rngs = nnx.Rngs(params=0)
    layers = create(rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "count": np.asarray(rngs.params.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
