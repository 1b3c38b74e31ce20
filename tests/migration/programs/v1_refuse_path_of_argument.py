"""V1 with a lambda filter that counts the arguments: the paths start otherwise from 0.9.0 on."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(
    nnx.vmap,
    in_axes=(None, None, None),
    axis_size=2,
    state_axes={lambda path, value: path[-1] == "kernel" and 1 in path: 0, ...: None},
)
def mix(first: nnx.Linear, second: nnx.Linear, rngs: nnx.Rngs):
    x = jax.random.normal(rngs.noise(), (2,))
    return second(first(x))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    first, second = nnx.Linear(2, 2, rngs=rngs), nnx.Linear(2, 2, rngs=rngs)
    second.kernel.value = jnp.stack([second.kernel.value, -second.kernel.value])
    return {
        "output": np.asarray(mix(first, second, rngs)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
