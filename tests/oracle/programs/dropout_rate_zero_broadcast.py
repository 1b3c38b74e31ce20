"""Dropout with rate 0 draws nothing, so it may be shared over the lanes."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.0, rngs=rngs)


@nnx.vmap(in_axes=(None, 0))
def forward(net, x):
    return net.dropout(net.linear(x))


def main():
    net = Net(nnx.Rngs(0))
    return {"lanes": forward(net, jnp.arange(8.0).reshape(4, 2))}
