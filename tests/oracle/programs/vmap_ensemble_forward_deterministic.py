"""An ensemble is made with split keys, and called without any draw."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 8, rngs=rngs)


@nnx.vmap(in_axes=(0, None))
def forward(model, x):
    return model(x)


def main():
    model = create(nnx.Rngs(0))
    return {"predictions": forward(model, jnp.ones((4, 2)))}
