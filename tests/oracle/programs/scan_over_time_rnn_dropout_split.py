"""A recurrent cell with Dropout gets one key a time step."""

import jax.numpy as jnp
from flax import nnx


class Cell(nnx.Module):
    def __init__(self, din, dh, *, rngs):
        self.i = nnx.Linear(din, dh, rngs=rngs)
        self.h = nnx.Linear(dh, dh, rngs=rngs)
        self.drop = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, h, x):
        h = nnx.tanh(self.i(x) + self.h(h))
        return h, self.drop(jnp.ones_like(h))


def unroll(cell, xs):
    axes = nnx.StateAxes({nnx.RngState: 0, ...: None})

    @nnx.split_rngs(splits=xs.shape[0])
    @nnx.scan(in_axes=(nnx.Carry, axes, 0))
    def step(h, cell, x):
        return cell(h, x)

    return step(jnp.zeros(64), cell, xs)[1]


def main():
    cell = Cell(3, 64, rngs=nnx.Rngs(params=0, dropout=1))
    xs = jnp.ones((4, 3))
    return {"masks": jnp.concatenate([unroll(cell, xs), unroll(cell, xs)])}
