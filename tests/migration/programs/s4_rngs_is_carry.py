"""S4: the Rngs itself is the carry and the only argument, or the carry beside scanned data."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, length=4)
def draw(rngs: nnx.Rngs):
    return rngs, jax.random.normal(rngs.noise(), (2,))


@partial(nnx.scan, in_axes=(0, None), carry_argnum=1)
def perturb(x, rngs: nnx.Rngs):
    return rngs, x + jax.random.normal(rngs.noise(), x.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    rngs, noise = draw(rngs)
    rngs, perturbed = perturb(jnp.arange(3.0), rngs)
    return {
        "noise": np.asarray(noise),
        "perturbed": np.asarray(perturbed),
        "count": np.asarray(rngs.noise.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
