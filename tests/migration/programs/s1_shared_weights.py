"""S1: state_axes={}: one cell at every step (an RNN), noise from the stream that the cell stores."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Cell(nnx.Module):
    def __init__(self, din, dim, *, rngs: nnx.Rngs):
        self.inner = nnx.Linear(din, dim, rngs=rngs)
        self.outer = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)
        self.rngs = rngs

    def __call__(self, h, x):
        h = jnp.tanh(self.inner(x) + self.outer(h))
        return h * jax.random.bernoulli(self.rngs.dropout(), 0.75, h.shape)


class RNN(nnx.Module):
    def __init__(self, din, dim, *, rngs: nnx.Rngs):
        self.dim = dim
        self.cell = Cell(din, dim, rngs=rngs)

    def __call__(self, xs):
        @partial(nnx.scan, state_axes={}, in_axes=(0, 0, 1), out_axes=1)
        def step(h, cell, x):
            h = cell(h, x)
            return h, h

        return step(jnp.zeros((xs.shape[0], self.dim)), self.cell, xs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = RNN(2, 3, rngs=rngs)
    h, hs = model(jnp.ones((4, 5, 2)))
    return {
        "h": np.asarray(h),
        "hs": np.asarray(hs),
        "kernel": np.asarray(model.cell.inner.kernel.value),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
