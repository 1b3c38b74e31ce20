"""A jitted method of an ensemble maps its members."""

import jax.numpy as jnp
from flax import nnx


class Ensemble(nnx.Module):
    def __init__(self, size, *, rngs):
        @nnx.split_rngs(splits=size)
        @nnx.vmap
        def create(rngs):
            return nnx.Linear(3, 2, rngs=rngs)

        self.members = create(rngs)

    @nnx.jit
    def __call__(self, x):
        @nnx.vmap(in_axes=(0, None))
        def call(member, x):
            return member(x)

        return call(self.members, x)


def main():
    return {"members": Ensemble(4, rngs=nnx.Rngs(0))(jnp.ones(3))}
