"""V0 with a default argument that nobody passes, and static numbers at None."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, None, 0), axis_size=3)
def create(din, dout, rngs: nnx.Rngs, use_bias=True):
    return nnx.Linear(din, dout, use_bias=use_bias, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0)
    model = create(2, 4, rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "bias": np.asarray(model.bias.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
