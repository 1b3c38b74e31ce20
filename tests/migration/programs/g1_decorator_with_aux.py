"""G1 as partial decorator with has_aux, wrt=nnx.Param and a local function."""

# fmt: off
from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx


def main():
  model = nnx.Linear(2, 3, rngs=nnx.Rngs(params=0))
  noise = nnx.Rngs(noise=1)
  x = jnp.ones((4, 2))

  @partial(nnx.value_and_grad, has_aux=True, wrt=nnx.Param)
  def loss_fn(model, rngs):
    y = model(x) + jax.random.normal(rngs.noise(), (4, 3))
    return (y ** 2).mean(), y

  (loss, y), grads = loss_fn(model, noise)
  bias, kernel = jax.tree.leaves(grads)
  return {
    'loss': loss,
    'y': y,
    'bias': bias,
    'kernel': kernel,
    'next noise key': jax.random.key_data(noise.noise()),
  }
