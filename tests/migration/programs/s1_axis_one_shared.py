"""S1, V1: one name state_axes={nnx.Param: 1, ...: 0} used by the vmap and the scan of a class."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from functools import partial


class Block(nnx.Module):
  def __init__(self, dim, *, rngs):
    self.linear = nnx.Linear(dim, dim, rngs=rngs)
    self.bn = nnx.BatchNorm(dim, momentum=0.5, rngs=rngs)

  def __call__(self, x):
    return nnx.relu(self.bn(self.linear(x)))


state_axes = {nnx.Param: 1, ...: 0}


class MLP(nnx.Module):
  def __init__(self, dim, num_layers, *, rngs):
    @partial(nnx.vmap, axis_size=num_layers, state_axes=state_axes)
    def create_block(rngs: nnx.Rngs):
      return Block(dim, rngs=rngs)

    self.blocks = create_block(rngs)

  def __call__(self, x):
    @partial(nnx.scan, state_axes=state_axes)
    def apply(x, block: Block):
      return block(x), None

    x, _ = apply(x, self.blocks)
    return x


def main():
  rngs = nnx.Rngs(0)
  model = MLP(3, 2, rngs=rngs)
  y = model(jnp.arange(12.0).reshape(4, 3))
  return {
    'y': np.asarray(y),
    'kernel': np.asarray(model.blocks.linear.kernel.value),
    'scale': np.asarray(model.blocks.bn.scale.value),
    'mean': np.asarray(model.blocks.bn.mean.value),
    'next key': np.asarray(jax.random.key_data(rngs.params())),
  }
