"""V7: in_axes_kwargs=None for an array that comes by keyword."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None, axis_size=3)
def sample(rngs: nnx.Rngs, mean, scale):
    return mean + scale * jax.random.normal(rngs.noise(), mean.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    return {
        "samples": np.asarray(sample(rngs, jnp.zeros((3, 2)), scale=jnp.arange(2.0))),
        "more": np.asarray(sample(rngs, jnp.ones((3, 2)), scale=jnp.ones((2,)))),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
