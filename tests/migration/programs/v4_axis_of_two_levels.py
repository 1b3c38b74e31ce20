"""V4 on two levels: each takes its size from the same batch."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0))
@partial(nnx.vmap, in_axes=(None, 0))
def jitter(rngs: nnx.Rngs, x: jax.Array):
    return x + jax.random.normal(rngs.noise(), x.shape)


@nnx.jit
@partial(nnx.vmap, in_axes=(None, -1), out_axes=-1)
def columns(rngs: nnx.Rngs, x: jax.Array):
    return x + jax.random.normal(rngs.noise(), x.shape)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    return {
        "jitter": np.asarray(jitter(rngs, jnp.ones((4, 3, 2)))),
        "columns": np.asarray(columns(rngs, jnp.ones((4, 3)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
