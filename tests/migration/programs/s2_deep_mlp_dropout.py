"""S2: the deep MLP with nnx.Dropout and BatchNorm; Dropout stores the stream (its own from 0.11)."""

import functools

import flax.nnx as nnx
import jax
import jax.numpy as jnp
import numpy as np


class Block(nnx.Module):
  def __init__(self, dim, *, rngs):
    self.linear = nnx.Linear(dim, dim, rngs=rngs)
    self.bn = nnx.BatchNorm(dim, rngs=rngs)
    self.dropout = nnx.Dropout(0.5, rngs=rngs)

  def __call__(self, x):
    return nnx.relu(self.dropout(self.bn(self.linear(x))))


class Model(nnx.Module):
  def __init__(self, dim, depth, *, rngs):
    @functools.partial(nnx.vmap, axis_size=depth)
    def create_block(rngs):
      return Block(dim, rngs=rngs)

    self.blocks = create_block(rngs)

  def __call__(self, x):
    @nnx.scan
    def forward(x, block):
      x = block(x)
      return x, x == 0

    return forward(x, self.blocks)


def main():
  rngs = nnx.Rngs(params=0, dropout=1)
  model = Model(4, 3, rngs=rngs)
  x, dropped = model(jnp.sin(jnp.arange(20.0)).reshape(5, 4))
  return {
    'x': np.asarray(x),
    'dropped': np.asarray(dropped),
    'again': np.asarray(model(jnp.sin(jnp.arange(20.0)).reshape(5, 4))[1]),
    'kernel': np.asarray(model.blocks.linear.kernel.value),
    'mean': np.asarray(model.blocks.bn.mean.value),
    'next params key': np.asarray(jax.random.key_data(rngs.params())),
    'next dropout key': np.asarray(jax.random.key_data(rngs.dropout())),
  }
