"""A helper that splits is called in a lane whose Rngs is scalar."""

import jax
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0,))
def draw(rngs):
    return jax.random.normal(rngs.noise(), (2,))


@nnx.split_rngs(splits=4)
@nnx.vmap
def draw_groups(rngs):
    return draw(rngs)


def main():
    return {"noise": draw_groups(nnx.Rngs(noise=0)).reshape(-1, 2)}
