"""K1 with classes as functions: one takes rngs by position, the other by keyword only."""

import jax
import numpy as np
from flax import nnx


class ByPosition(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)


class ByKeyword(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (3,)))


def main():
    rngs = nnx.Rngs(params=0)
    first = nnx.vmap(ByPosition, axis_size=2)(rngs)
    second = nnx.vmap(ByPosition, axis_size=2)(rngs=rngs)
    third = nnx.vmap(ByKeyword, axis_size=2, in_axes_kwargs=None)(rngs=rngs)
    return {
        "first": np.asarray(first.linear.kernel.value),
        "second": np.asarray(second.linear.kernel.value),
        "third": np.asarray(third.weight.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
