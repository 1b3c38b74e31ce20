"""V6 with modules between arrays, unannotated, and a state that the call changes."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx


class Total(nnx.Variable):
  pass


class Counter(nnx.Module):
  def __init__(self, rngs):
    self.dense = nnx.Linear(2, 2, rngs=rngs)
    self.total = Total(jnp.zeros((2,)))


create = nnx.vmap(lambda rngs: Counter(rngs), in_axes=None, axis_size=3)


@functools.partial(nnx.vmap, in_axes=(0, None, None), out_axes=(0, 1))
def step(x, counter, y):
  z = counter.dense(x) + y
  counter.total.value += z
  return z, counter.total.value


def main():
  rngs = nnx.Rngs(params=0)
  counter = create(rngs)
  x = jnp.arange(6.0).reshape(3, 2)
  step(x, counter, jnp.ones((2,)))
  z, total = step(x, counter, jnp.ones((2,)))
  return {
    'z': z,
    'total': total,
    'kept': counter.total.value,
    'next params key': jax.random.key_data(rngs.params()),
  }
