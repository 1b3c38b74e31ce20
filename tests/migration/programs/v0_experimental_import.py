"""V0 from flax.experimental, with the function in a method and a size that is a sum."""

from functools import partial

import jax
import numpy as np
from flax.experimental import nnx


class Builder:
    def __init__(self, width, depth):
        self.width, self.depth = width, depth

    def build(self, rngs):
        @partial(nnx.vmap, axis_size=self.depth - 1)
        def block(r):
            return nnx.Linear(self.width, self.width, rngs=r)

        return nnx.Linear(1, self.width, rngs=rngs), block(rngs)


def main():
    rngs = nnx.Rngs(0)
    stem, blocks = Builder(width=2, depth=4).build(rngs)
    return {
        "stem": np.asarray(stem.kernel.value),
        "blocks": np.asarray(blocks.kernel.value),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
