"""An ensemble of Linear layers over a batch: two maps, and no draw in either."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 4, rngs=rngs)


@nnx.vmap(in_axes=(0, None))
@nnx.vmap(in_axes=(None, 0))
def predict(model, x):
    return model(x)


def main():
    xs = jnp.arange(8.0).reshape(4, 2) + 1
    return {"predictions": predict(create(nnx.Rngs(0)), xs).reshape(12, 4)}
