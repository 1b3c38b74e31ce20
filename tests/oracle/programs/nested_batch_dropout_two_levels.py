"""Dropout under two maps, with a split for each level."""

import jax.numpy as jnp
from flax import nnx

AXES = nnx.StateAxes({nnx.RngState: 0, ...: None})


@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(AXES, 0))
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(AXES, 0))
def forward(model, x):
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    return {"lanes": forward(model, jnp.ones((2, 3, 64))).reshape(-1, 64)}
