"""Before Flax 0.11 the streams of a stack are scalar again, and are split at each call."""

import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(nnx.relu(self.linear(x)))


class Stack(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        self.depth = depth

        @nnx.split_rngs(splits=depth)
        @nnx.vmap(axis_size=depth)
        def create(rngs: nnx.Rngs):
            return Layer(dim, rngs=rngs)

        self.layers = create(rngs)

    def __call__(self, x):
        @nnx.split_rngs(splits=self.depth)
        @nnx.scan(in_axes=(nnx.Carry, 0))
        def forward(x, layer):
            return x, layer(x)

        return forward(x, self.layers)[1]


def main():
    model = Stack(64, 3, rngs=nnx.Rngs(params=0, dropout=1))
    x = jnp.ones(64)
    return {"layers": jnp.concatenate([model(x), model(x)])}
