"""A grid of layers by one nnx.vmap inside another.

For Flax 0.8.x: each vmap splits the Rngs once more.
"""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2)
def create_row(rngs: nnx.Rngs):
    return create_cell(rngs)


@partial(nnx.vmap, axis_size=3)
def create_cell(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    grid, noise = create_row(rngs)
    return {
        "kernel": np.asarray(grid.kernel.value),
        "noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
