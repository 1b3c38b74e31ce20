"""A method is mapped, with the RNG state of self split."""

import jax.numpy as jnp
from flax import nnx

AXES = nnx.StateAxes({nnx.RngState: 0, ...: None})


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(AXES, 0))
    def __call__(self, x):
        return self.dropout(self.linear(x))


def main():
    net = Net(nnx.Rngs(0))
    return {"y": net(jnp.ones((3, 3)))}
