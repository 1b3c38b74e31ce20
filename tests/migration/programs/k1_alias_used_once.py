"""K1: a local alias with removed keywords, used once."""

# fmt: off
import functools

import jax
from flax import nnx


def build(rngs, size):
  vmap = functools.partial(nnx.vmap, axis_size=size, state_axes={nnx.Param: 1}, split_rngs=True)

  @vmap
  def create(rngs):
    return nnx.Linear(2, 4, rngs=rngs)

  return create(rngs)


def main():
  rngs = nnx.Rngs(params=0)
  model = build(rngs, 2)
  return {
    'kernel': model.kernel.value,
    'bias': model.bias.value,
    'next params key': jax.random.key_data(rngs.params()),
  }
