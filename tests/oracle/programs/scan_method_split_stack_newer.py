"""A method scans over self.layers, whose streams stay split."""

import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


class Stack(nnx.Module):
    def __init__(self, dim, depth, *, rngs):
        create = nnx.vmap(lambda rngs: Layer(dim, rngs), axis_size=depth)
        self.layers = nnx.split_rngs(splits=depth)(create)(rngs)

    @nnx.jit
    def __call__(self, x):
        @nnx.scan
        def run(x, layer):
            return x, layer.dropout(layer.linear(x))

        return run(x, self.layers)[1]


def main():
    stack = Stack(64, 3, rngs=nnx.Rngs(params=0, dropout=1))
    x = jnp.ones(64)
    return {"layers": jnp.concatenate([stack(x), stack(x)])}
