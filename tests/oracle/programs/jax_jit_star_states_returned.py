"""The states that a star takes go through jax.jit and come back, split as before."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


graphdef, *initial = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)


@jax.jit
def step(states, x):
    model = nnx.merge(graphdef, *states)
    y = model(x)
    _, *states = nnx.split(model, nnx.Param, ...)
    return y, states


def main():
    states = initial
    outs = []
    for _ in range(3):
        y, states = step(states, jnp.ones((3, 4)))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
