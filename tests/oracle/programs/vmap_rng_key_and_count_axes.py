"""The axes name the keys and the counts of the streams."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({(nnx.RngKey, nnx.RngCount): 0, ...: None}), None))
def forward(dropout, x):
    return dropout(x)


def main():
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    return {"lanes": forward(dropout, jnp.ones(64))}
