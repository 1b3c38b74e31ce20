"""C1, refuse: the class that is lifted is a parameter, nothing is known of it."""

import jax
import numpy as np
from flax import nnx


class Stack(nnx.Module):
    def __init__(self, block_cls, length: int, **kwargs):
        self.blocks = nnx.Scan.constructor(block_cls, length=length)(**kwargs)

    def __call__(self, *args):
        return self.blocks(*args)


class Shift(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.shift = nnx.Param(jax.random.normal(rngs.params(), (3,)))

    def __call__(self, x):
        return x + self.shift.value, x.sum()


def main():
    rngs = nnx.Rngs(0)
    stack = Stack(Shift, 4, rngs=rngs)
    x, sums = stack(np.zeros(3, np.float32))
    return {
        "x": np.asarray(x),
        "sums": np.asarray(sums),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
