"""Dropouts in an nnx.Dict, each lane with keys of its own by StateAxes."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.drops = nnx.Dict(first=nnx.Dropout(0.3, rngs=rngs), last=nnx.Dropout(0.5, rngs=rngs))

    def __call__(self, x):
        return self.drops.last(self.drops.first(x))


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def lanes(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"lanes": lanes(net, jnp.ones((4, 32)))}
