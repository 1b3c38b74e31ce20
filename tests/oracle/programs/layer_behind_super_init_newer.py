"""From Flax 0.12 on a module says that what is None at first will be data."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rate, rngs):
        super().__init__()
        self.dropout = nnx.data(None)
        if rate > 0:
            self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return x if self.dropout is None else self.dropout(x)


@nnx.jit
def forward(net, x):
    return net(x)


def main():
    net = Net(0.5, nnx.Rngs(0))
    return {"calls": jnp.stack([forward(net, jnp.ones(64)) for _ in range(3)])}
