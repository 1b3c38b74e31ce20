"""Layers that are set and got by a computed name, jitted with the module as argument."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        for i in range(2):
            setattr(self, f"drop{i}", nnx.Dropout(0.3, rngs=rngs))

    def __call__(self, x):
        for i in range(2):
            x = getattr(self, f"drop{i}")(x)
        return x


def main():
    net = Net(nnx.Rngs(0))

    @nnx.jit
    def forward(net, x):
        return net(x)

    return {"calls": jnp.stack([forward(net, jnp.ones(32)) for _ in range(4)])}
