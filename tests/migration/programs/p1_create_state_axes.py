"""pmap that makes modules, with state_axes."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.pmap, axis_size=1, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs), rngs.noise()


@partial(nnx.pmap, axis_size=1)
def both(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs), jax.random.normal(rngs.noise(), (2,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, key = create(rngs)
    other, noise = both(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "key": np.asarray(jax.random.key_data(key)),
        "other": np.asarray(other.kernel.value),
        "noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
