from functools import partial

import jax.numpy as jnp
from common import COLS, ROWS, Tiny, create_one
from flax import nnx


@partial(nnx.vmap, axis_size=ROWS)
@partial(nnx.vmap, axis_size=COLS)
def create_grid(rngs: nnx.Rngs):
    return create_one(rngs)


@partial(nnx.vmap, in_axes=(0, None))
@partial(nnx.vmap, in_axes=(0, None))
def forward(model: Tiny, x):
    return model(x)


def main():
    rngs = nnx.Rngs(0)
    grid = create_grid(rngs)
    return {"y": forward(grid, jnp.ones((4, 2))), "kernel": grid.dense.kernel.value, "key": rngs()}
