"""jax.checkpoint inside of jax.jit merges the state and hands the new one on."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    graphdef, state = nnx.split(nnx.Dropout(0.5, rngs=nnx.Rngs(0)))

    @jax.checkpoint
    def block(state, x):
        dropout = nnx.merge(graphdef, state)
        y = dropout(x)
        return y, nnx.state(dropout)

    @jax.jit
    def forward(state, x):
        y, new = block(state, x)
        return y.sum() * y, new

    outs = []
    for _ in range(3):
        y, state = forward(state, jnp.ones(64))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
