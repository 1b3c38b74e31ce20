"""K2 where only one of two levels splits: the inner lanes share, then the outer ones."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def jitter(x, rngs: nnx.Rngs):
    return x + jax.random.normal(rngs.noise(), x.shape)


@partial(nnx.vmap, axis_size=2)
def shared_inside(x, rngs: nnx.Rngs):
    return nnx.vmap(jitter, axis_size=3, split_rngs=False)(x, rngs)


@partial(nnx.vmap, axis_size=2, split_rngs=False)
def shared_outside(x, rngs: nnx.Rngs):
    return nnx.vmap(jitter, axis_size=3, split_rngs=True)(x, rngs)


def main():
    rngs = nnx.Rngs(noise=0)
    x = jnp.zeros((2, 3, 4))
    return {
        "inside": np.asarray(shared_inside(x, rngs)),
        "outside": np.asarray(shared_outside(x, rngs)),
        "count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
