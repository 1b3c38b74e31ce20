"""C1, V1, V7: nnx.Vmap.constructor with state_axes, out_axes and a keyword argument of the call."""

import flax.nnx as nnx
import jax
import jax.numpy as jnp
import numpy as np


class Calls(nnx.Variable):
  pass


class Head(nnx.Module):
  def __init__(self, features, *, rngs):
    self.kernel = nnx.Param(jax.random.uniform(rngs.params(), (3, features)))
    self.calls = Calls(jnp.zeros((), jnp.int32))

  def __call__(self, x, scale, *, shift):
    self.calls.value += 1
    return (x @ self.kernel.value) * scale + shift


def main():
  rngs = nnx.Rngs(0)
  heads = nnx.Vmap.constructor(
    Head,
    in_axes=(0, None, 0),  # the heads share x, each has its scale
    out_axes=1,
    axis_size=4,
    in_axes_kwargs=None,
    state_axes={nnx.Param: 0},
  )(2, rngs=rngs)
  x = jnp.arange(15.0).reshape(5, 3)
  first = heads(x, jnp.arange(4.0), shift=jnp.array([0.5, 1.0]))
  second = heads(x, jnp.ones((4,)), shift=jnp.zeros((2,)))
  return {
    'first': np.asarray(first),
    'second': np.asarray(second),
    'kernel': np.asarray(heads.vmap_module.kernel.value),
    'calls': np.asarray(heads.vmap_module.calls.value),
    'next key': np.asarray(jax.random.key_data(rngs.params())),
  }
