"""The axes name Param and RngState, and nothing else is in the model."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(3, 64, rngs=rngs)
        self.drop = nnx.Dropout(0.5, rngs=rngs)


AXES = nnx.StateAxes({nnx.Param: None, nnx.RngState: 0})


def forward(net, x):
    return net.drop(net.linear(x))


def main():
    net = Net(nnx.Rngs(0))
    with nnx.split_rngs(net, splits=5):
        y = nnx.vmap(forward, in_axes=(AXES, 0))(net, jnp.ones((5, 3)))
    later = nnx.jit(forward)(net, jnp.ones(3))
    return {"lanes": jnp.concatenate([y, later[None]])}
