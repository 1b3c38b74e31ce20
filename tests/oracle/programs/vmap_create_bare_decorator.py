"""A bare nnx.vmap takes the number of lanes from the split Rngs."""

import jax.numpy as jnp
from flax import nnx


class Head(nnx.Module):
    def __init__(self, rngs):
        self.proj = nnx.Linear(4, 2, rngs=rngs)


@nnx.split_rngs(splits=3)
@nnx.vmap
def make_heads(rngs):
    return Head(rngs)


def main():
    heads = make_heads(nnx.Rngs(params=7))
    return {"heads": jnp.asarray(heads.proj.kernel[...])}
