"""A helper merges the state and gives back the new one."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


def apply(graphdef, state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)


@jax.jit
def forward(graphdef, state, x):
    y, new = apply(graphdef, state, x)
    return 2 * y, new


def main():
    graphdef, state = nnx.split(Net(nnx.Rngs(0)))
    outs = []
    for _ in range(3):
        y, state = forward(graphdef, state, jnp.ones(4))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
