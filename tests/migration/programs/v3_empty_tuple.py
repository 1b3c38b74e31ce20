"""V3 with an empty tuple, in_axes=None on the Rngs and a mapped array; no size is needed."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0), split_rngs=())
def jitter(rngs, x):
    for _ in range(3):
        x = x + jax.random.normal(rngs.noise(), x.shape)
    return x


def main():
    rngs = nnx.Rngs(noise=0, idle=1)
    return {
        "three": np.asarray(jitter(rngs, jnp.zeros((3, 2)))),
        "five": np.asarray(jitter(rngs, jnp.zeros((5, 2)))),
        "noise count": np.asarray(rngs.noise.count.value),
        "idle count": np.asarray(rngs.idle.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
        "next idle key": np.asarray(jax.random.key_data(rngs.idle())),
    }
