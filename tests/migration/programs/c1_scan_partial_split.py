"""C1, S3: nnx.Scan itself, split_rngs=['params'], reverse: the mask is the same at every step."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
  def __init__(self, dim: int, *, rngs: nnx.Rngs):
    self.linear = nnx.Linear(dim, dim, rngs=rngs)
    self.rngs = rngs

  def __call__(self, x):
    mask = jax.random.bernoulli(self.rngs.dropout(), 0.5, x.shape)
    return jnp.where(mask, self.linear(x), x), mask


class Net(nnx.Module):
  depth: int = 3

  def __init__(self, dim: int, *, rngs: nnx.Rngs):
    self.layers = nnx.Scan(
      Block,
      length=self.depth,
      reverse=True,
      split_rngs=["params"],
      module_init_args=(dim,),
      module_init_kwargs={"rngs": rngs},
    )

  def __call__(self, x):
    return self.layers(x)


def main():
  rngs = nnx.Rngs(params=0, dropout=1)
  net = Net(4, rngs=rngs)
  y, masks = net(jnp.ones((2, 4)))
  return {
    "y": np.asarray(y),
    "masks": np.asarray(masks),
    "again": np.asarray(net(jnp.ones((2, 4)))[1]),
    "kernel": np.asarray(net.layers.scan_module.linear.kernel.value),
    "params count": np.asarray(rngs.params.count.value),
    "dropout count": np.asarray(rngs.dropout.count.value),
    "next params key": np.asarray(jax.random.key_data(rngs.params())),
    "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
  }
