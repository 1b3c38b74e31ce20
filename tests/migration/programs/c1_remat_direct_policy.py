"""C1: the class nnx.Remat itself in a method's body, with a policy, prevent_cse and static_argnums."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Attention(nnx.Module):
  def __init__(self, dim: int, *, rngs: nnx.Rngs):
    self.qkv = nnx.Linear(dim, 3 * dim, rngs=rngs)

  def __call__(self, x, causal: bool):
    q, k, v = jnp.split(self.qkv(x), 3, axis=-1)
    scores = q @ k.T
    if causal:
      scores = jnp.where(jnp.tri(x.shape[0], dtype=bool), scores, -1e9)
    return nnx.softmax(scores) @ v


class Model(nnx.Module):
  def __init__(self, dim: int, rngs: nnx.Rngs):
    self.attention = nnx.Remat(
      module_constructor=Attention,
      prevent_cse=False,
      static_argnums=(2,),
      policy=jax.checkpoint_policies.dots_saveable,
      module_init_args=(dim,),
      module_init_kwargs=dict(rngs=rngs),
    )
    self.head = nnx.Linear(dim, 1, rngs=rngs)

  def __call__(self, x, causal=True):
    return self.head(self.attention(x, causal))


def main():
  rngs = nnx.Rngs(0)
  model = Model(4, rngs)
  x = jnp.linspace(0, 1, 12).reshape(3, 4)
  grads = nnx.grad(lambda m: m(x).sum())(model)
  return {
    'gradient': np.asarray(jax.tree.leaves(grads)[1]),
    'causal': np.asarray(model(x)),
    'full': np.asarray(model(x, False)),
    'qkv': np.asarray(model.attention.remat_module.qkv.kernel.value),
    'next key': np.asarray(jax.random.key_data(rngs())),
  }
