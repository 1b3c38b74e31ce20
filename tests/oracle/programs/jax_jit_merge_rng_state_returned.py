"""Of the states only that of the streams comes back from jax.jit."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


def main():
    graphdef, params, streams = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)

    @jax.jit
    def forward(params, streams, x):
        model = nnx.merge(graphdef, params, streams)
        y = model(x)
        return y, nnx.state(model, nnx.RngState)

    outs = []
    for _ in range(3):
        y, streams = forward(params, streams, jnp.ones(4))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
