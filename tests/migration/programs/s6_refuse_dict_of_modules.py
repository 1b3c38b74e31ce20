"""S6, refuse: modules made by a scan come back in a dict, one of them stores the carried Rngs."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noise(nnx.Module):
  def __init__(self, *, rngs: nnx.Rngs):
    self.scale = nnx.Param(jax.random.uniform(rngs.params(), (3,)))
    self.rngs = rngs


class Model(nnx.Module):
  def __init__(self, depth: int, *, rngs: nnx.Rngs):
    @functools.partial(nnx.scan, length=depth, state_axes={nnx.Param: 0, ...: 0}, split_rngs=...)
    def build(width, rngs: nnx.Rngs):
      return width, {'linear': nnx.Linear(3, 3, rngs=rngs), 'noise': Noise(rngs=rngs)}

    _, made = build(jnp.zeros(()), rngs)
    self.linear, self.noise = made['linear'], made['noise']


def main():
  rngs = nnx.Rngs(0, params=1)
  model = Model(4, rngs=rngs)
  return {
    'kernel': np.asarray(model.linear.kernel.value),
    'scale': np.asarray(model.noise.scale.value),
    'count': np.asarray(rngs.params.count.value),
    'next key': np.asarray(jax.random.key_data(rngs.params())),
  }
