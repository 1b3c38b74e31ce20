"""V5 as {...: None}: a replicated model and a Rngs beside it, for Monte Carlo dropout."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx

SAMPLES = 6


class Net(nnx.Module):
  def __init__(self, rngs):
    self.dense = nnx.Linear(3, 4, rngs=rngs)
    self.dropout = nnx.Dropout(0.5, deterministic=False)

  def __call__(self, x, rngs):
    return self.dropout(self.dense(x), rngs=rngs)


@functools.partial(nnx.vmap, in_axes=None, state_axes={...: None}, axis_size=SAMPLES)
def sample(net: Net, x: jax.Array, rngs: nnx.Rngs):
  return net(x, rngs)


def main():
  rngs = nnx.Rngs(params=0, dropout=1)
  net = Net(rngs)
  outputs = sample(net, jnp.eye(2, 3), rngs)
  return {
    'outputs': outputs,
    'kernel': net.dense.kernel.value,
    'params count': rngs.params.count.value,
    'dropout count': rngs.dropout.count.value,
    'next params key': jax.random.key_data(rngs.params()),
    'next dropout key': jax.random.key_data(rngs.dropout()),
  }
