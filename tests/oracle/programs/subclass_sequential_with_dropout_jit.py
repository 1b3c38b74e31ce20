"""A network that derives from nnx.Sequential."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Sequential):
    def __init__(self, rngs):
        super().__init__(nnx.Linear(4, 64, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))


@nnx.jit
def forward(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"calls": jnp.stack([forward(net, jnp.ones(4)) for _ in range(3)])}
