from functools import partial

import jax.numpy as jnp
from cells import Cell
from flax import nnx


@partial(nnx.scan, in_axes=(None, None, 1), out_axes=1, carry_argnum=1, state_axes={})
def unroll(cell: Cell, h, x):
    return cell(h, x)


def main():
    cell = Cell(2, 3, rngs=nnx.Rngs(0))
    xs = jnp.sin(jnp.arange(16.0)).reshape(2, 4, 2)
    h, hs = unroll(cell, jnp.zeros((2, 3)), xs)
    return {"h": h, "hs": hs}
