"""S3: split_rngs=False on scan: every step draws the same, and the streams stay where they are."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

make_path = partial(nnx.scan, in_axes=(0, None), length=5, split_rngs=False)


@make_path
def path(position, rngs: nnx.Rngs):
    position = position + jax.random.normal(rngs.steps(), position.shape)
    position = position * jax.random.uniform(rngs.steps())
    return position, position


def main():
    rngs = nnx.Rngs(steps=6)
    first, _ = path(jnp.zeros(3), rngs)
    end, positions = path(jnp.zeros(3), rngs)
    return {
        "first": np.asarray(first),
        "end": np.asarray(end),
        "positions": np.asarray(positions),
        "count": np.asarray(rngs.steps.count.value),
        "next steps key": np.asarray(jax.random.key_data(rngs.steps())),
    }
