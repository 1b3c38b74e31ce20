"""V2 with a list, beside state_axes, as a call inside a method."""

# fmt: off
import jax
import jax.numpy as jnp
from flax import nnx


class Trainer:
  size = 2

  def __init__(self, rngs):
    self.rngs = rngs
    self.model = nnx.vmap(self.build, axis_size=self.size, state_axes={nnx.Param: 1},
                          split_rngs=['params'])(rngs)

  @staticmethod
  def build(rngs):
    mask = jax.random.bernoulli(rngs.mask(), 0.5, (3, 4))
    layer = nnx.Linear(3, 4, rngs=rngs)
    layer.kernel.value = jnp.where(mask, layer.kernel.value, 0)
    return layer


def main():
  rngs = nnx.Rngs(params=0, mask=1)
  trainer = Trainer(rngs)
  return {
    'kernel': trainer.model.kernel.value,
    'params count': rngs.params.count.value,
    'mask count': rngs.mask.count.value,
    'next params key': jax.random.key_data(rngs.params()),
    'next mask key': jax.random.key_data(rngs.mask()),
  }
