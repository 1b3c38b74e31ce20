"""A model with Dropout in the carry of nnx.fori_loop."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


def main():
    net = Net(nnx.Rngs(params=0, dropout=1))
    x = jnp.ones(64)

    def body(i, carry):
        net, out = carry
        return net, out.at[i].set(net.dropout(net.linear(x)))

    _, out = nnx.fori_loop(0, 4, body, (net, jnp.zeros((4, 64))))
    return {"steps": out}
