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
@nnx.vmap
def noisy(rngs, tree):
    return Noise(rngs)(tree)


def main():
    tree = {"first": jnp.zeros((3, 4)), "last": jnp.zeros((3, 2))}
    noise = noisy(nnx.Rngs(0), tree)
    return {"lanes": noise["first"], "more": noise["last"]}
