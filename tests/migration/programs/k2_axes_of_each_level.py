"""K2 with a mapping per level: the parameters get both axes, the counter none."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Cell(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.calls = nnx.BatchStat(jnp.zeros(()))


@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def create_grid(rngs: nnx.Rngs):
    @partial(nnx.vmap, axis_size=4, state_axes={nnx.Param: 1})
    def create_row(rngs: nnx.Rngs):
        return Cell(rngs)

    return create_row(rngs)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=2, state_axes={nnx.Param: 0})
@partial(nnx.vmap, in_axes=(None, None), axis_size=4, state_axes={nnx.Param: 1})
def forward(cell: Cell, x):
    cell.calls.value += 1
    return cell.linear(x)


def main():
    rngs = nnx.Rngs(params=0)
    grid = create_grid(rngs)
    return {
        "kernel": np.asarray(grid.linear.kernel.value),
        "output": np.asarray(forward(grid, jnp.ones((2, 5, 2)))),
        "calls": np.asarray(grid.calls.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
