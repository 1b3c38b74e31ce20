"""P1 called with a keyword argument: from 0.9.0 pmap takes none."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.pmap, in_axes=(None,), in_axes_kwargs=None, axis_size=1)
def sample(rngs: nnx.Rngs, *, scale):
    return scale * jax.random.normal(rngs.noise(), (3,))


def main():
    rngs = nnx.Rngs(noise=0)
    return {
        "sample": np.asarray(sample(rngs, scale=jnp.float32(2))),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
