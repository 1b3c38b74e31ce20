"""C1, S5: nnx.Scan.constructor with scan_output=False: the block returns the carry alone."""

import jax
import numpy as np
from flax import nnx


class Layer(nnx.Module):
  def __init__(self, features: int, rngs: nnx.Rngs):
    self.linear = nnx.Linear(features, features, rngs=rngs)
    self.norm = nnx.LayerNorm(features, rngs=rngs)

  def __call__(self, x):
    return x + nnx.relu(self.linear(self.norm(x)))


NUM_LAYERS = 4
create_stack = nnx.Scan.constructor(Layer, length=NUM_LAYERS, scan_output=False, unroll=2)


def main():
  rngs = nnx.Rngs(params=3)
  stack = create_stack(6, rngs)
  x = np.arange(12, dtype=np.float32).reshape(2, 6)
  return {
    'kernel': np.asarray(stack.scan_module.linear.kernel.value),
    'output': np.asarray(stack(x)),
    'next params key': np.asarray(jax.random.key_data(rngs.params())),
  }
