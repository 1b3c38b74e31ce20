"""V4 as a bare decorator: the same function with three lanes, then with five."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@nnx.vmap
def perturb(x: jax.Array, rngs: nnx.Rngs):
    return x + jax.random.uniform(rngs.noise(), x.shape)


def main():
    rngs = nnx.Rngs(noise=0, idle=1)
    return {
        "three": np.asarray(perturb(jnp.zeros((3, 2)), rngs)),
        "five": np.asarray(perturb(jnp.zeros((5, 2)), rngs)),
        "idle count": np.asarray(rngs.idle.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
        "next idle key": np.asarray(jax.random.key_data(rngs.idle())),
    }
