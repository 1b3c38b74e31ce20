from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from layers import Attention, Embedding


class Encoder(nnx.Module):
    def __init__(self, vocab: int, dim: int, depth: int, *, rngs: nnx.Rngs):
        self.embed = Embedding(vocab, dim, rngs=rngs)

        @partial(nnx.vmap, axis_size=depth)
        def create_layers(rngs: nnx.Rngs):
            return Attention(dim, 2, rngs=rngs)

        self.layers = create_layers(rngs)

    def __call__(self, tokens: jax.Array):
        x = self.embed(tokens)

        @partial(nnx.scan, in_axes=(None, 0))
        def layer_fn(x: jax.Array, layer: Attention):
            return x + layer(x), None

        x, _ = layer_fn(x, self.layers)
        return x


def main():
    model = Encoder(5, 4, 2, rngs=nnx.Rngs(0))
    return {"y": model(jnp.array([[0, 1, 2]]))}
