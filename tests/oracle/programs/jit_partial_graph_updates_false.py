"""nnx.jit_partial binds the model, without graph updates."""

import jax.numpy as jnp
from flax import nnx


def step(model, x):
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    fast = nnx.jit_partial(step, model, graph_updates=False)
    return {"calls": jnp.stack([fast(jnp.ones(64)) for _ in range(3)])}
