"""One tuple of splits for a Dropout under two maps."""

import jax.numpy as jnp
from flax import nnx

axes = nnx.StateAxes({nnx.RngState: 0, ...: None})


def apply(model, x):
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    inner = nnx.vmap(apply, in_axes=(axes, 0))
    outer = nnx.vmap(inner, in_axes=(axes, 0))
    y = nnx.split_rngs(splits=(2, 4))(outer)(model, jnp.ones((2, 4, 64)))
    return {"lanes": y.reshape(-1, 64)}
