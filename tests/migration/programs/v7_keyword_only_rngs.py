"""V7 with the Rngs as a keyword-only parameter, as the layers of Flax have it."""

from functools import partial

import jax
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, features: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)


@partial(nnx.vmap, axis_size=3)
def create(*, rngs: nnx.Rngs):
    return Block(2, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0)
    blocks = create(rngs=rngs)
    return {
        "kernel": np.asarray(blocks.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
