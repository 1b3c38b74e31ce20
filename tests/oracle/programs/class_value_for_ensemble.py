"""The class of the members is an argument of the function that makes them."""

import jax.numpy as jnp
from flax import nnx


def ensemble(cls, rngs):
    @nnx.split_rngs(splits=3)
    @nnx.vmap
    def create(rngs):
        return cls(4, 4, rngs=rngs)

    return create(rngs)


def main():
    members = ensemble(nnx.Linear, nnx.Rngs(0))
    return {"kernel": jnp.asarray(members.kernel.value)}
