"""After eval() one Dropout model is shared by all the steps of a scan."""

import jax.numpy as jnp
from flax import nnx


class Cell(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, h, x):
        return nnx.tanh(self.dropout(self.linear(h)) + x)


@nnx.scan(in_axes=(nnx.Carry, None, 0))
def unroll(h, cell, x):
    h = cell(h, x)
    return h, h


def main():
    cell = Cell(nnx.Rngs(0))
    cell.eval()
    return {"states": unroll(jnp.ones(4), cell, jnp.arange(12.0).reshape(3, 4))[1]}
