"""S4: one number for all of in_axes: None (data and Rngs shared) and -1 (data scanned), out_axes=-1."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, in_axes=None, carry_argnum=1, length=4)
def shared(scale, x, rngs: nnx.Rngs):
    x = x + scale * jax.random.normal(rngs.noise(), x.shape)
    return x, x


@partial(nnx.scan, in_axes=-1, out_axes=-1, carry_argnum=2)
def scanned(scale, rngs: nnx.Rngs, x):
    x = x + scale * jax.random.normal(rngs.noise(), x.shape)
    return x, x


def main():
    rngs = nnx.Rngs(noise=0)
    scale = jnp.arange(6.0).reshape(2, 3)
    _, one = shared(scale[:, 0], jnp.zeros(2), rngs)
    x, two = scanned(scale, rngs, jnp.ones(2))
    return {
        "one": np.asarray(one),
        "two": np.asarray(two),
        "x": np.asarray(x),
        "count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
