"""V7 with a parameter that has a default and is never passed: from 0.9.0 it needs an axis too."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0), axis_size=3)
def sample(rngs: nnx.Rngs, mean: jax.Array, scale: float = 0.5):
    return mean + scale * jax.random.normal(rngs.noise(), mean.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    return {
        "samples": np.asarray(sample(rngs, jnp.zeros((3, 2)))),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
