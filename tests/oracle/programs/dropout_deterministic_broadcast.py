"""A deterministic Dropout is shared over the lanes."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=True, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


def main():
    net = Net(nnx.Rngs(0))
    forward = nnx.vmap(lambda m, x: m(x), in_axes=(None, 0))
    return {"lanes": forward(net, jnp.arange(6.0).reshape(3, 2))}
