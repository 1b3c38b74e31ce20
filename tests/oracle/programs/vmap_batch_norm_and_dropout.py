"""Batch statistics are shared and the masks are not."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.norm = nnx.BatchNorm(64, use_running_average=True, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.norm(self.linear(x)))


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.BatchStat: None, ...: None}), 0))
def forward(net, x):
    return net(x)


def main():
    net = Net(nnx.Rngs(0))
    return {"lanes": forward(net, jnp.ones((3, 5, 2)))}
