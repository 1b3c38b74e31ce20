"""V7 with *args before a keyword-only Rngs: no position is known for it."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2)
def noisy_sum(*arrays, rngs: nnx.Rngs):
    return sum(arrays) + jax.random.normal(rngs.noise(), (3,))


def main():
    rngs = nnx.Rngs(noise=0)
    x = jnp.arange(6.0).reshape(2, 3)
    return {
        "one": np.asarray(noisy_sum(x, rngs=rngs)),
        "three": np.asarray(noisy_sum(x, x, x, rngs=rngs)),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
