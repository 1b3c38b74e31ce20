"""V4 where only a module that holds a Rngs is mapped: no size and no array to take it from."""

from functools import partial

import jax
import numpy as np
from flax import nnx


class Source(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(jax.random.uniform(rngs.params(), (2,)))
        self.rngs = rngs

    def __call__(self):
        return self.scale.value * jax.random.normal(self.rngs.noise(), (2,))


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Source(rngs)


@nnx.vmap
def emit(source: Source):
    return source()


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    source = create(rngs)
    return {
        "scale": np.asarray(source.scale.value),
        "output": np.asarray(emit(source)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
