"""A helper has an Rngs for want of another; each lane gives it one of its own."""

import jax
import jax.numpy as jnp
from flax import nnx


def noise(x, rngs=None):
    rngs = rngs or nnx.Rngs(0)
    return jax.random.normal(rngs.noise(), x.shape)


@nnx.split_rngs(splits=4)
@nnx.vmap
def noisy(x, rngs: nnx.Rngs):
    return x + noise(x, rngs)


def main():
    return {"lanes": noisy(jnp.ones((4, 8)), nnx.Rngs(noise=1))}
