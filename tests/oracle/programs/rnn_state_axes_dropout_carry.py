"""nnx.RNN carries the streams of its cell over the time steps."""

import jax.numpy as jnp
from flax import nnx


class Cell(nnx.SimpleCell):
    def __init__(self, *, rngs):
        super().__init__(3, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, carry, x):
        carry, y = super().__call__(carry, x)
        return carry, self.dropout(jnp.ones_like(y))


def main():
    cell = Cell(rngs=nnx.Rngs(params=0, dropout=1))
    axes = nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None})
    rnn = nnx.RNN(cell, state_axes=axes, rngs=nnx.Rngs(0))
    return {"steps": rnn(jnp.ones((5, 3)))}
