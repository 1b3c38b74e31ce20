"""V3 with an empty list, for modules that keep the Rngs and are returned beside an array."""

from functools import partial

import flax.nnx as nnx
import jax
import numpy as np


class Holder(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.rngs = rngs


@partial(nnx.vmap, in_axes=(None, 0), axis_size=3, split_rngs=[])
def create(rngs: nnx.Rngs, scale):
    holder = Holder(rngs)
    holder.weight.value = holder.weight.value * scale
    return holder, scale + 1


def main():
    rngs = nnx.Rngs(params=3)
    holder, scale = create(rngs, np.arange(3, dtype=np.float32))
    return {
        "weight": np.asarray(holder.weight.value),
        "scale": np.asarray(scale),
        "count": np.asarray(holder.rngs.params.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
