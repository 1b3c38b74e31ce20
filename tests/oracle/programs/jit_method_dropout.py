"""A jitted __call__ with a Dropout of self."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, *, rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.jit
    def __call__(self, x):
        return self.dropout(self.linear(x))


def main():
    net = Net(rngs=nnx.Rngs(0))
    return {"calls": jnp.stack([net(jnp.ones(4)) for _ in range(3)])}
