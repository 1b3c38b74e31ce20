import functools

import jax
from flax import nnx

from rnn.cell import GRUCell


class RNN(nnx.Module):
    def __init__(self, cell: GRUCell):
        self.cell = cell

    def __call__(self, xs: jax.Array):
        @functools.partial(nnx.scan, in_axes=(None, None, 1), out_axes=1, state_axes={})
        def step(h: jax.Array, cell: GRUCell, x: jax.Array):
            h = cell(h, x)
            return h, h

        _, ys = step(self.cell.initial(xs.shape[0]), self.cell, xs)
        return ys
