"""functools.partial around nnx.vmap, as older code writes it."""

from functools import partial

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@partial(nnx.vmap, in_axes=(0, None), axis_size=3)
def create(rngs, features):
    return nnx.Linear(2, features, rngs=rngs)


def main():
    model = create(nnx.Rngs(1), 3)
    return {"kernel": jnp.asarray(model.kernel[...])}
