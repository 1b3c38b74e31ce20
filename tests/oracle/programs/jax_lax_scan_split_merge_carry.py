"""The state of the model is the carry of jax.lax.scan."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    graphdef, state = nnx.split(model)

    def step(state, x):
        model = nnx.merge(graphdef, state)
        y = model(x)
        return nnx.state(model), y

    state, first = jax.lax.scan(step, state, jnp.ones((3, 64)))
    _, second = jax.lax.scan(step, state, jnp.ones((3, 64)))
    return {"steps": jnp.concatenate([first, second])}
