"""V7 without in_axes_kwargs: what comes by keyword is mapped, in_axes is shorter than that."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx


@functools.partial(nnx.vmap, in_axes=(None, None), axis_size=3)
def forward(model, y, x):
  return model(x) + y


def main():
  rngs = nnx.Rngs(params=0)
  model = nnx.vmap(lambda rngs: nnx.Linear(2, 2, rngs=rngs), axis_size=3)(rngs)
  x = jnp.arange(12.0).reshape(3, 2, 2)
  return {
    'output': forward(model, jnp.ones((2,)), x=x),
    'next params key': jax.random.key_data(rngs.params()),
  }
