"""K1 of a bound method of a plain class, and of a class method."""

import jax
import numpy as np
from flax import nnx


class Sampler:
    def __init__(self, shape):
        self.shape = shape

    def draw(self, rngs: nnx.Rngs):
        return jax.random.normal(rngs.noise(), self.shape)

    @classmethod
    def layer(cls, rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    def many(self, rngs, count):
        return nnx.vmap(self.draw, axis_size=count)(rngs)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = nnx.vmap(Sampler.layer, axis_size=2)(rngs)
    return {
        "draws": np.asarray(Sampler((4,)).many(rngs, 3)),
        "kernel": np.asarray(layers.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
