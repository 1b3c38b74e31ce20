"""Layers in a list that is filled step by step, an ensemble of which each member drops its own."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        layers = []
        for _ in range(2):
            layers.append(nnx.Linear(8, 8, rngs=rngs))
            layers.append(nnx.Dropout(0.5, rngs=rngs))
        self.layers = nnx.Sequential(*layers)

    def __call__(self, x):
        return self.layers(x)


@nnx.split_rngs(splits=4)
@nnx.vmap
def create(rngs):
    return Net(rngs)


def main():
    net = Net(nnx.Rngs(0))
    x = jnp.ones((4, 8))

    @nnx.jit
    def forward(net, x):
        return net(x)

    kernels = create(nnx.Rngs(1)).layers.layers[0].kernel
    return {
        "members": kernels[...] if hasattr(kernels, "get_value") else kernels.value,
        "calls": jnp.stack([forward(net, x) for _ in range(4)]),
    }
