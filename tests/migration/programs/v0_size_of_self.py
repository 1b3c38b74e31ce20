"""V0 inside __init__: the size is an attribute of the module that is being made."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx


class Stack(nnx.Module):
  def __init__(self, features, num_layers, *, rngs):
    self.features = features
    self.num_layers = num_layers

    @functools.partial(nnx.vmap, axis_size=self.num_layers)
    def make(rngs):
      return nnx.Linear(self.features, self.features, rngs=rngs)

    self.layers = make(rngs)
    self.head = nnx.Linear(features, 1, rngs=rngs)

  def __call__(self, x):
    for i in range(self.num_layers):
      x = jnp.tanh(x @ self.layers.kernel.value[i] + self.layers.bias.value[i])
    return self.head(x)


def main():
  rngs = nnx.Rngs(0)
  model = Stack(3, 4, rngs=rngs)
  return {
    'layers': model.layers.kernel.value,
    'head': model.head.kernel.value,
    'output': model(jnp.ones((2, 3))),
    'count': rngs.default.count.value,
    'next key': jax.random.key_data(rngs.default()),
  }
