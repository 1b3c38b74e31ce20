"""S5: scan_output=False where the body has two returns and the carry is a pair that spans lines."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Model(nnx.Module):
  def __init__(self, dim, *, noisy, rngs):
    self.noisy = noisy
    self.linear = nnx.Linear(dim, dim, rngs=rngs)
    self.rngs = rngs

  @functools.partial(
    nnx.scan, length=3, in_axes=(None, None), state_axes={}, carry_argnum=1, scan_output=False
  )
  def iterate(self, carry):
    x, steps = carry
    x = self.linear(x)
    if not self.noisy:
      return x, steps + 1
    noise = jax.random.normal(self.rngs.noise(), x.shape)
    return (
      x + noise,  # only when asked
      steps + 1,
    )


def main():
  rngs = nnx.Rngs(params=0, noise=1)
  calm, noisy = Model(2, noisy=False, rngs=rngs), Model(2, noisy=True, rngs=rngs)
  x, steps = calm.iterate((jnp.ones(2), jnp.array(0)))
  y, _ = noisy.iterate((x, steps))
  return {
    'x': np.asarray(x),
    'y': np.asarray(y),
    'steps': np.asarray(steps),
    'noise count': np.asarray(rngs.noise.count.value),
    'next noise key': np.asarray(jax.random.key_data(rngs.noise())),
  }
