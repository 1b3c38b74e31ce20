"""A method maps self over its own streams; who calls it splits them."""

import jax.numpy as jnp
from flax import nnx

AXES = nnx.StateAxes({nnx.RngState: 0, ...: None})


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def step(self, x):
        @nnx.vmap(in_axes=(AXES, 0))
        def lane(net, x):
            return net.dropout(net.linear(x))

        return lane(self, x)


@nnx.split_rngs(splits=3)
def run(net, x):
    return net.step(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"y": run(net, jnp.ones((3, 3)))}
