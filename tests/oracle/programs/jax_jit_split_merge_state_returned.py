"""The state goes through jax.jit and comes back, so the counts advance."""

import jax
import jax.numpy as jnp
from flax import nnx


@jax.jit
def step(graphdef, state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    graphdef, state = nnx.split(model)
    outs = []
    for _ in range(3):
        y, state = step(graphdef, state, jnp.ones(64))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
