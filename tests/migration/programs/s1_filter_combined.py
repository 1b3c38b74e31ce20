"""S1: filters by combinators and by path, given before the type that would match as well."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
  def __init__(self, dim: int, *, rngs: nnx.Rngs):
    self.linear = nnx.Linear(dim, dim, rngs=rngs)

  def __call__(self, x):
    return nnx.relu(self.linear(x))


class Model(nnx.Module):
  def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
    @partial(
      nnx.vmap,
      axis_size=depth,
      state_axes={nnx.All(nnx.Param, nnx.PathContains('kernel')): 2, nnx.Param: 0},
    )
    def create(rngs: nnx.Rngs):
      return Block(dim, rngs=rngs)

    self.blocks = create(rngs)

  @partial(nnx.jit)
  def __call__(self, x):
    @partial(
      nnx.scan,
      state_axes={nnx.All(nnx.Param, nnx.PathContains('kernel')): 2, nnx.Not(nnx.BatchStat): 0},
    )
    def forward(x, block: Block):
      x = block(x)
      return x, jnp.sum(x)

    return forward(x, self.blocks)


def main():
  rngs = nnx.Rngs(9)
  model = Model(3, 4, rngs=rngs)
  x, sums = model(jnp.ones((2, 3)))
  return {
    'x': np.asarray(x),
    'sums': np.asarray(sums),
    'kernel': np.asarray(model.blocks.linear.kernel.value),
    'bias': np.asarray(model.blocks.linear.bias.value),
    'next key': np.asarray(jax.random.key_data(rngs.params())),
  }
