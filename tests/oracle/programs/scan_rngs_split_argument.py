"""The Rngs of a scanned step is split over the steps."""

import jax
import jax.numpy as jnp
from flax import nnx

STEPS = 5


@nnx.split_rngs(splits=STEPS)
@nnx.scan(in_axes=(nnx.Carry, 0), length=STEPS)
def walk(position, rngs):
    position = position + jax.random.normal(rngs.steps(), position.shape)
    return position, position


def main():
    _, path = walk(jnp.zeros(2), nnx.Rngs(steps=0))
    return {"increments": jnp.diff(path, axis=0, prepend=0)}
