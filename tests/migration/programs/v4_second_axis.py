"""V4 whose size is the second axis of the last argument, the others are broadcast."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx


@functools.partial(nnx.vmap, in_axes=(None, None, 1), out_axes=1)
def augment(rngs: nnx.Rngs, shift, column):
  keep = jax.random.bernoulli(rngs.augment(), 0.5, column.shape)
  return jnp.where(keep, column, shift)


def main():
  rngs = nnx.Rngs(augment=0)
  table = jnp.arange(12.0).reshape(3, 4)
  return {
    'output': augment(rngs, jnp.float32(-1), table),
    'count': rngs.augment.count.value,
    'next augment key': jax.random.key_data(rngs.augment()),
  }
