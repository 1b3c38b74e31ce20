"""nnx.cached_partial binds the model to a jitted step."""

import jax.numpy as jnp
from flax import nnx


@nnx.jit
def step(model, x):
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    fast_step = nnx.cached_partial(step, model)
    return {"calls": jnp.stack([fast_step(jnp.ones(64)) for _ in range(3)])}
