"""A module keeps its Rngs and draws from it in a mapped method."""

import jax
import jax.numpy as jnp
from flax import nnx


class GaussianNoise(nnx.Module):
    def __init__(self, std, *, rngs):
        self.std = std
        self.rngs = rngs

    @nnx.split_rngs(splits=5)
    @nnx.vmap(in_axes=(0, 0))
    def perturb(self, x):
        return x + self.std * jax.random.normal(self.rngs.noise(), x.shape)


def main():
    layer = GaussianNoise(0.1, rngs=nnx.Rngs(noise=0))
    return {"perturbed": layer.perturb(jnp.zeros((5, 3)))}
