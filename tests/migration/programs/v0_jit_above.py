"""V0 between nnx.jit and the function, with comments between the decorators."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@nnx.jit
# compiled once, then
@partial(nnx.vmap, axis_size=4)  # four seeds
# and the function itself
def create(rngs: nnx.Rngs):
    """Makes one layer."""
    return nnx.Linear(3, 2, rngs=rngs)


@nnx.jit
@partial(nnx.vmap, in_axes=(0, None))
def forward(layer, x):
    return layer(x)


def main():
    rngs = nnx.Rngs(params=0, other=9)
    first, second = create(rngs), create(rngs)
    return {
        "first": np.asarray(first.kernel.value),
        "second": np.asarray(second.kernel.value),
        "output": np.asarray(forward(first, jnp.ones((2, 3)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next other key": np.asarray(jax.random.key_data(rngs.other())),
    }
