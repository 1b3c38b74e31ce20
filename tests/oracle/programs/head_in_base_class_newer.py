"""From Flax 0.12 on a base says that what is None first will be data."""

import jax.numpy as jnp
from flax import nnx


class Base(nnx.Module):
    def __init__(self):
        self.head = nnx.data(None)


class Net(Base):
    def __init__(self, rngs):
        super().__init__()
        self.head = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.head(x)


@nnx.jit
def forward(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"calls": jnp.stack([forward(net, jnp.ones(64)) for _ in range(3)])}
