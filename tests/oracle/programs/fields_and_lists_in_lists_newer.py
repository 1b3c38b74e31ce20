"""From Flax 0.12 on: a field that is given layers, and a list of lists."""

from dataclasses import dataclass

import jax.numpy as jnp
from flax import nnx


def layers(rngs):
    return nnx.data([nnx.Dropout(0.5, rngs=rngs) for _ in range(2)])


@dataclass
class Stack(nnx.Module):
    layers: list

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Net(nnx.Module):
    def __init__(self, rngs):
        self.stacks = nnx.List([Stack(nnx.data([nnx.Dropout(0.2, rngs=rngs)]))])
        self.more = nnx.List([nnx.List([nnx.Dropout(0.2, rngs=rngs)])])
        self.made = layers(rngs)

    def __call__(self, x):
        for layer in (*self.stacks, *self.more[0], *self.made):
            x = layer(x)
        return x


@nnx.jit
def forward(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"calls": jnp.stack([forward(net, jnp.ones((8, 8))) for _ in range(3)])}
