"""All lanes are projected by one layer of a constant seed, and get noise of their own."""

import jax
import jax.numpy as jnp
from flax import nnx


class Projection(nnx.Module):
    def __init__(self, features):
        self.linear = nnx.Linear(features, 6, rngs=nnx.Rngs(0))

    def __call__(self, x):
        return self.linear(x)


def project(x):
    return Projection(x.shape[-1])(x)


@nnx.split_rngs(splits=3)
@nnx.vmap
def noisy(x, rngs: nnx.Rngs):
    return project(x) + jax.random.normal(rngs.noise(), (6,))


def main():
    return {"lanes": noisy(jnp.ones((3, 4)), nnx.Rngs(noise=0))}
