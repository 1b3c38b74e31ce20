"""S1: state_axes={}: one cell with nnx.Dropout at every step: its stream is scalar, not a layer's."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Cell(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.rngs = rngs

    def __call__(self, h, x):
        h = self.dropout(self.linear(h)) + x
        h = h + jax.random.normal(self.rngs.noise(), h.shape)
        return h, h


class RNN(nnx.Module):
    def __init__(self, cell):
        self.cell = cell

    def __call__(self, xs):
        step = lambda h, cell, x: cell(h, x)  # noqa: E731
        scan = nnx.scan(step, state_axes={}, in_axes=1, out_axes=1)
        return scan(jnp.zeros((xs.shape[0], xs.shape[-1])), self.cell, xs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1, noise=2)
    h, hs = RNN(Cell(3, rngs=rngs))(jnp.ones((2, 5, 3)))
    return {
        "h": np.asarray(h),
        "hs": np.asarray(hs),
        "noise count": np.asarray(rngs.noise.count.value),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
