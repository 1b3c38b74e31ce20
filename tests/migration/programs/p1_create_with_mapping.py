"""P1 with state_axes: a replica per device whose statistics are shared, then its call."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx


class Model(nnx.Module):
  def __init__(self, rngs):
    self.dense = nnx.Linear(2, 3, rngs=rngs)
    self.count = nnx.BatchStat(jnp.zeros(()))
    self.rngs = rngs

  def __call__(self, x):
    return self.dense(x) + jax.random.normal(self.rngs.noise(), (3,)) + self.count.value


@functools.partial(nnx.pmap, axis_size=1, state_axes={nnx.Param: 0})
def create(rngs):
  return Model(rngs)


@functools.partial(nnx.pmap, in_axes=(None, 0), axis_size=1, state_axes={nnx.Param: 0})
def forward(model, x):
  return model(x)


def main():
  rngs = nnx.Rngs(params=0, noise=1)
  model = create(rngs)
  x = jnp.ones((1, 5, 2))
  return {
    'first': forward(model, x),
    'second': forward(model, x),
    'kernel': model.dense.kernel.value,
    'params count': rngs.params.count.value,
    'noise count': rngs.noise.count.value,
    'next params key': jax.random.key_data(rngs.params()),
    'next noise key': jax.random.key_data(rngs.noise()),
  }
