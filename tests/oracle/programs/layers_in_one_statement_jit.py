"""A module that keeps a stochastic layer and its streams by one statement."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.dropout, self.linear = nnx.Dropout(0.5, rngs=rngs), nnx.Linear(8, 8, rngs=rngs)
        (self.rngs, self.scale) = (rngs, 0.1)

    def __call__(self, x):
        noise = self.scale * jax.random.normal(self.rngs.noise(), x.shape)
        return self.dropout(self.linear(x)) + noise


@nnx.jit
def forward(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0, noise=1))
    return {"calls": jnp.stack([forward(net, jnp.ones(8)) for _ in range(3)])}
