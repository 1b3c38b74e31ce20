"""A property hands out the streams of a module, which draws noise for each leaf of a tree."""

import jax
import jax.numpy as jnp
from flax import nnx


class Noise(nnx.Module):
    def __init__(self, rngs):
        self._rngs = rngs

    @property
    def rngs(self):
        return self._rngs

    def __call__(self, tree):
        return jax.tree.map(lambda x: x + jax.random.normal(self.rngs(), x.shape), tree)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0))
def noisy(rngs, x):
    return Noise(rngs)({"once": x, "twice": 2 * x})


def main():
    noise = noisy(nnx.Rngs(0), jnp.zeros((3, 4)))
    return {"lanes": noise["once"], "more": noise["twice"]}
