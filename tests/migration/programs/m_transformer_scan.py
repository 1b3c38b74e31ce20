"""V1, S1: a transformer: one state_axes for vmap and scan, remat below, the mask at None, 2 spaces."""

import functools
from typing import Callable

import flax.nnx as nnx
import jax
import jax.numpy as jnp
import numpy as np


class Attention(nnx.Module):

  def __init__(self, dim: int, *, rngs: nnx.Rngs):
    self.qkv = nnx.Linear(dim, 3 * dim, use_bias=False, rngs=rngs)
    self.out = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)

  def __call__(self, x: jax.Array, mask: jax.Array):
    q, k, v = jnp.split(self.qkv(x), 3, axis=-1)
    scores = jnp.where(mask, q @ k.swapaxes(-1, -2), -1e9)
    return self.out(nnx.softmax(scores) @ v)


class Layer(nnx.Module):

  def __init__(self, dim: int, *, act: Callable = nnx.gelu, rngs: nnx.Rngs):
    self.norm = nnx.LayerNorm(dim, rngs=rngs)
    self.attention = Attention(dim, rngs=rngs)
    self.mlp = nnx.Linear(dim, dim, rngs=rngs)
    self.act = act
    self.seen = nnx.BatchStat(jnp.zeros((), jnp.float32))

  def __call__(self, x: jax.Array, mask: jax.Array):
    self.seen.value += 1.0
    x = x + self.attention(self.norm(x), mask)
    return x + self.act(self.mlp(x))


class Transformer(nnx.Module):

  def __init__(self, vocab: int, dim: int, depth: int, *, rngs: nnx.Rngs):
    self.embed = nnx.Embed(vocab, dim, rngs=rngs)
    state_axes = {nnx.BatchStat: 0, nnx.Param: 0}

    @functools.partial(nnx.vmap, axis_size=depth, state_axes=state_axes)
    def create(rngs: nnx.Rngs):
      return Layer(dim, rngs=rngs)

    @functools.partial(
      nnx.scan,
      length=depth,
      in_axes=(None, None, None),
      in_axes_kwargs=0,
      state_axes=state_axes,
    )
    @functools.partial(nnx.remat, prevent_cse=False)
    def run(x: jax.Array, layer: Layer, mask: jax.Array):
      return layer(x, mask), x.mean()

    self.layers = create(rngs)
    self.run = run

  def __call__(self, tokens: jax.Array):
    mask = jnp.tri(tokens.shape[-1], dtype=bool)
    x, means = self.run(self.embed(tokens), self.layers, mask)
    return x @ self.embed.embedding.value.T, means


def main():
  rngs = nnx.Rngs(0)
  model = Transformer(7, 4, 3, rngs=rngs)
  tokens = jnp.array([[1, 2, 3], [4, 5, 6]])
  logits, means = model(tokens)

  def loss(model: Transformer, tokens: jax.Array):
    return -jnp.mean(nnx.log_softmax(model(tokens)[0])[..., 0])

  grads = nnx.jit(nnx.grad(loss))(model, tokens)
  return {
    'logits': np.asarray(logits),
    'means': np.asarray(means),
    'qkv': np.asarray(model.layers.attention.qkv.kernel.value),
    'seen': np.asarray(model.layers.seen.value),
    'size of the gradient': np.linalg.norm(jax.tree.leaves(grads)[0]),
    'next key': np.asarray(jax.random.key_data(rngs.params())),
  }
