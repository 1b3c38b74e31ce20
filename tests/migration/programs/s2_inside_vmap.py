"""S2, V0: a scan inside a vmap, the Rngs split for the lanes and carried through each walk."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(0, None), axis_size=3)
def walks(start, rngs: nnx.Rngs):
    @partial(nnx.scan, length=5)
    def step(position, rngs: nnx.Rngs):
        position += jax.random.normal(rngs.steps(), position.shape)
        return position, position

    return step(start, rngs)


def main():
    rngs = nnx.Rngs(steps=4)
    ends, paths = walks(jnp.zeros((3, 2)), rngs)
    return {
        "ends": np.asarray(ends),
        "paths": np.asarray(paths),
        "count": np.asarray(rngs.steps.count.value),
        "next steps key": np.asarray(jax.random.key_data(rngs.steps())),
    }
