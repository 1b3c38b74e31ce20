"""One model at every step, its RNG state carried and its weights shared."""

import jax.numpy as jnp
from flax import nnx


class Cell(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


state_axes = nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None})


@nnx.scan(in_axes=(nnx.Carry, state_axes, 0))
def run(carry, cell, x):
    return carry, cell(x)


def main():
    cell = Cell(nnx.Rngs(params=0, dropout=1))
    return {"steps": run(0, cell, jnp.ones((4, 64)))[1]}
