"""V0 as the inner decorator of a static method, the size is a name of the class body."""

from functools import partial

import jax
import numpy as np
from flax import nnx


class Ensemble(nnx.Module):
    SIZE = 3

    def __init__(self, rngs: nnx.Rngs):
        self.members = self.create(rngs)
        self.spare = Ensemble.create(rngs)

    @staticmethod
    @partial(nnx.vmap, axis_size=SIZE)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 4, rngs=rngs)


def main():
    rngs = nnx.Rngs(0, params=1)
    ensemble = Ensemble(rngs)
    return {
        "members": np.asarray(ensemble.members.kernel.value),
        "spare": np.asarray(ensemble.spare.kernel.value),
        "next default key": np.asarray(jax.random.key_data(rngs())),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
