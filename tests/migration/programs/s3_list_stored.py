"""S3, V2: split_rngs=['dropout'] on scan and ['params'] on vmap, the streams stored in the block."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
  def __init__(self, dim, *, rngs):
    self.linear = nnx.Linear(dim, dim, rngs=rngs)
    self.rngs = rngs

  def __call__(self, x):
    keep = jax.random.bernoulli(self.rngs.dropout(), 0.5, x.shape)
    return jnp.where(keep, self.linear(x), 0) + jax.random.normal(self.rngs.noise(), x.shape), keep


@functools.partial(nnx.vmap, axis_size=4, split_rngs=['params'])
def create(rngs: nnx.Rngs):
  return Block(3, rngs=rngs)


@functools.partial(
  nnx.scan,
  state_axes={nnx.Param: 0},
  split_rngs=['dropout'],
  length=4,
)
def forward(x, block: Block):
  return block(x)


def main():
  rngs = nnx.Rngs(params=0, dropout=1, noise=2)
  blocks = create(rngs)
  x, keeps = forward(jnp.ones((2, 3)), blocks)
  return {
    'x': np.asarray(x),
    'keeps': np.asarray(keeps),
    'kernel': np.asarray(blocks.linear.kernel.value),
    'params count': np.asarray(rngs.params.count.value),
    'dropout count': np.asarray(rngs.dropout.count.value),
    'noise count': np.asarray(rngs.noise.count.value),
    'next dropout key': np.asarray(jax.random.key_data(rngs.dropout())),
    'next noise key': np.asarray(jax.random.key_data(rngs.noise())),
  }
