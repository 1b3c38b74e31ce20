"""nnx.prefix gives the axes of a model when graph=False."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


def forward(net, x):
    return net.dropout(net.linear(x))


def main():
    net = nnx.split_rngs(Net(nnx.Rngs(0)), splits=3, graph=False)
    axes = nnx.prefix(net, {nnx.RngState: 0, ...: None}, graph=False)
    mapped = nnx.vmap(forward, in_axes=(axes, None), graph=False)
    return {"lanes": mapped(net, jnp.ones(2))}
