"""nnx.update puts the new state back into the model after jax.jit."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.4, rngs=rngs)


def main():
    model = Net(nnx.Rngs(params=0, dropout=1))
    graphdef, state = nnx.split(model)

    @jax.jit
    def forward(state, x):
        model = nnx.merge(graphdef, state)
        y = model.dropout(model.linear(x))
        _, state = nnx.split(model)
        return y, state

    outs = []
    for _ in range(3):
        y, state = forward(state, jnp.ones(4))
        nnx.update(model, state)
        outs.append(y)
    return {"calls": jnp.stack(outs)}
