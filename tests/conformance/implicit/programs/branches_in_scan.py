"""nnx.cond on the Rngs inside scan, and a Python loop of scans that go on with the stream."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, length=4, in_axes=(None, 0, None))
def walk(x, turn, rngs: nnx.Rngs):
    def left(rngs, x):
        return x - jax.random.uniform(rngs.left(), x.shape)

    def right(rngs, x):
        return x + jax.random.uniform(rngs.right(), x.shape)

    x = nnx.cond(turn > 0, right, left, rngs, x)
    return x, x


def main():
    rngs = nnx.Rngs(left=0, right=1)
    x = jnp.zeros(2)
    seen = []
    for turns in ([1, 0, 1, 1], [0, 0, 0, 1]):
        x, path = walk(x, jnp.array(turns), rngs)
        seen.append(path)
    return {
        "path": np.asarray(seen),
        "left": np.asarray(rngs.left.count.value),
        "right": np.asarray(rngs.right.count.value),
        "next": np.asarray(jax.random.key_data(rngs.left())),
    }
