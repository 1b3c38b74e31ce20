"""Modules of modules: the Dropout sits two levels down."""

import jax.numpy as jnp
from flax import nnx


class FeedForward(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.ffn = FeedForward(dim, rngs=rngs)

    def __call__(self, x):
        return x + self.ffn(x)


class Model(nnx.Module):
    def __init__(self, *, rngs):
        self.block = Block(64, rngs=rngs)

    def __call__(self, x):
        return self.block(x)


batched = nnx.vmap(Model.__call__, in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))


def main():
    model = Model(rngs=nnx.Rngs(params=0, dropout=1))
    return {"lanes": nnx.split_rngs(splits=3)(batched)(model, jnp.ones((3, 64)))}
