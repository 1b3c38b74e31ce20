"""Two Dropout layers of one Rngs draw different masks."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Dropout(0.5, rngs=rngs)
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.second = nnx.Dropout(0.5, rngs=rngs)


@nnx.jit
def masks(net, x):
    return jnp.stack([net.first(x), net.second(x)])


def main():
    net = Net(nnx.Rngs(0))
    x = jnp.ones(64)
    return {"masks": jnp.concatenate([masks(net, x), masks(net, x)])}
