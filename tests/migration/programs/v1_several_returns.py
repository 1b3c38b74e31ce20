"""V1 with several return statements of the same kind, and names for what they return."""

from functools import partial

import jax
import numpy as np
from flax import nnx

BIAS = False


class Scaled(nnx.Module):
    def __init__(self, scale, rngs: nnx.Rngs):
        self.scale = nnx.BatchStat(scale)
        self.linear = nnx.Linear(2, 2, use_bias=BIAS, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, None), axis_size=3, state_axes={nnx.Param: 0, nnx.BatchStat: None})
def create(rngs: nnx.Rngs, scale):
    if BIAS:
        model = Scaled(scale, rngs=rngs)
        return model, model.linear.bias.value
    scaled = Scaled(scale + 1, rngs=rngs)
    return scaled, scaled.linear.kernel.value.sum()


def main():
    rngs = nnx.Rngs(params=5)
    model, total = create(rngs, np.ones((2,), np.float32))
    return {
        "kernel": np.asarray(model.linear.kernel.value),
        "scale": np.asarray(model.scale.value),
        "total": np.asarray(total),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
