"""K2: a function with its own vmap inside a function with its own, both draw."""

# fmt: off
import functools

import jax
from flax import nnx


@functools.partial(nnx.vmap, axis_size=2)
def rows(rngs: nnx.Rngs):
  before = jax.random.normal(rngs.noise(), (2,))

  @functools.partial(nnx.vmap, axis_size=3)
  def cells(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs), jax.random.normal(rngs.noise(), (2,))

  cell, noise = cells(rngs)
  after = jax.random.normal(rngs.noise(), (2,))
  return cell, (before, noise, after)


def main():
  rngs = nnx.Rngs(params=0, noise=1)
  cell, (before, noise, after) = rows(rngs)
  return {
    'kernel': cell.kernel.value,
    'before': before,
    'noise': noise,
    'after': after,
    'params count': rngs.params.count.value,
    'noise count': rngs.noise.count.value,
    'next params key': jax.random.key_data(rngs.params()),
    'next noise key': jax.random.key_data(rngs.noise()),
  }
