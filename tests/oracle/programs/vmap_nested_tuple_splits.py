"""One split with a tuple feeds two levels of vmap."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    grid = create(nnx.Rngs(0))
    return {"grid": jnp.reshape(grid.kernel[...], (-1, 2, 3))}
