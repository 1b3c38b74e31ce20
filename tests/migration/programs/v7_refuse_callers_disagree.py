"""V7 whose callers disagree: the same parameter broadcast by keyword and mapped by position."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=0, in_axes_kwargs=None, axis_size=3)
def sample(rngs: nnx.Rngs, mean, scale):
    return mean + scale * jax.random.normal(rngs.noise(), (2,))


def main():
    rngs = nnx.Rngs(noise=0)
    return {
        "by keyword": np.asarray(sample(rngs, jnp.zeros((3, 2)), scale=jnp.arange(2.0))),
        "by position": np.asarray(sample(rngs, jnp.zeros((3, 2)), jnp.arange(3.0))),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
