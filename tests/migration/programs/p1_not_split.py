"""P1 with split_rngs=False: nothing is split, so the explicit form has the same bits after all."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.pmap, in_axes=(None, 0), axis_size=1, split_rngs=False)
def jitter(rngs: nnx.Rngs, x):
    return x + jax.random.normal(rngs.noise(), x.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    return {
        "first": np.asarray(jitter(rngs, jnp.zeros((1, 3)))),
        "second": np.asarray(jitter(rngs, jnp.zeros((1, 3)))),
        "count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
