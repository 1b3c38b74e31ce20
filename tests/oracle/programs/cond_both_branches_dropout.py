"""Both branches of nnx.cond draw from the model."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.left = nnx.Dropout(0.5, rngs=rngs)
        self.right = nnx.Dropout(0.3, rngs=rngs)


def choose(net, x, flag):
    return nnx.cond(flag, lambda n, x: n.left(x), lambda n, x: n.right(x), net, x)


def main():
    net = Net(nnx.Rngs(dropout=0))
    x = jnp.ones(64)
    flags = (True, False, True, False)
    return {"calls": jnp.stack([choose(net, x, jnp.array(f)) for f in flags])}
