"""S4, S1: an LSTM: the carry is a tuple and last (carry_argnum=2), one cell at all steps."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class LSTM(nnx.Module):
  def __init__(self, din: int, dim: int, *, rngs: nnx.Rngs):
    self.dim = dim
    self.gates = nnx.Linear(din + dim, 4 * dim, rngs=rngs)

  def cell(self, x, carry):
    h, c = carry
    i, f, g, o = jnp.split(self.gates(jnp.concatenate([x, h], axis=-1)), 4, axis=-1)
    c = nnx.sigmoid(f) * c + nnx.sigmoid(i) * jnp.tanh(g)
    h = nnx.sigmoid(o) * jnp.tanh(c)
    return h, c

  def __call__(self, xs):
    @partial(nnx.scan, state_axes={}, in_axes=(None, 1, None), out_axes=1, carry_argnum=2)
    def unroll(module: LSTM, x, carry):
      h, c = module.cell(x, carry)
      return (h, c), h

    zeros = jnp.zeros((xs.shape[0], self.dim))
    return unroll(self, xs, (zeros, zeros))


def main():
  rngs = nnx.Rngs(0)
  lstm = LSTM(2, 3, rngs=rngs)
  (h, c), hs = lstm(jnp.ones((4, 6, 2)))
  return {
    'h': np.asarray(h),
    'c': np.asarray(c),
    'hs': np.asarray(hs),
    'kernel': np.asarray(lstm.gates.kernel.value),
    'next key': np.asarray(jax.random.key_data(rngs.params())),
  }
