"""From Flax 0.12 on a list of layers says that it is data."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.data([nnx.Linear(4, 4, rngs=rngs) for _ in range(2)])
        self.last = nnx.data((nnx.Dropout(0.5, rngs=rngs), nnx.Dropout(0.1, rngs=rngs)))

    def __call__(self, x):
        for layer in (*self.first, *self.last):
            x = layer(x)
        return x


@nnx.jit
def forward(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"calls": jnp.stack([forward(net, jnp.ones((8, 4))) for _ in range(3)])}
