"""S7: two keyword-only parameters that are scanned, in_axes_kwargs left at its default of 0."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class RNN(nnx.Module):
  def __init__(self, dim, *, rngs):
    self.dim = dim
    self.linear = nnx.Linear(2 * dim, dim, rngs=rngs)
    self.rngs = rngs

  def __call__(self, xs, mask):
    @partial(nnx.scan, state_axes={}, in_axes=(None, None), carry_argnum=1)
    def step(rnn: RNN, h, *, x, keep):
      new = jnp.tanh(rnn.linear(jnp.concatenate([h, x])))
      new = new + jax.random.normal(rnn.rngs.noise(), new.shape)
      h = jnp.where(keep, new, h)
      return h, h

    return step(self, jnp.zeros(self.dim), x=xs, keep=mask)


def main():
  rngs = nnx.Rngs(params=0, noise=1)
  rnn = RNN(3, rngs=rngs)
  h, hs = rnn(jnp.ones((5, 3)), jnp.array([True, True, False, True, False]))
  return {
    'h': np.asarray(h),
    'hs': np.asarray(hs),
    'kernel': np.asarray(rnn.linear.kernel.value),
    'noise count': np.asarray(rngs.noise.count.value),
    'next noise key': np.asarray(jax.random.key_data(rngs.noise())),
  }
