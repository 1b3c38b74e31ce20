"""The layers keep a scalar dropout stream, which is split at the scan."""

import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(64, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


AXES = nnx.StateAxes({(nnx.Param, "params"): 0, ...: None})


@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(AXES,), out_axes=AXES, axis_size=3)
def create(rngs):
    return Layer(rngs)


@nnx.split_rngs(splits=3, only="dropout")
@nnx.scan(in_axes=(nnx.Carry, 0))
def forward(x, layer):
    return x, layer.dropout(layer.linear(x))


def main():
    layers = create(nnx.Rngs(params=0, dropout=1))
    x = jnp.ones(64)
    return {"layers": jnp.concatenate([forward(x, layers)[1], forward(x, layers)[1]])}
