"""A class method makes the members of an ensemble, a static method the noise of each lane."""

import jax
import jax.numpy as jnp
from flax import nnx


class Member(nnx.Module):
    def __init__(self, size, rngs):
        self.linear = nnx.Linear(size, size, rngs=rngs)

    @classmethod
    def create(cls, rngs):
        return cls(4, rngs)

    @staticmethod
    def noise(x, rngs):
        return x + jax.random.normal(rngs(), x.shape)


def main():
    members = nnx.split_rngs(splits=3)(nnx.vmap(Member.create, in_axes=(0,)))(nnx.Rngs(0))

    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(0, 0))
    def noisy(rngs, x):
        return Member.noise(x, rngs)

    return {
        "kernel": jnp.asarray(members.linear.kernel.value),
        "lanes": noisy(nnx.Rngs(1), jnp.zeros((3, 4))),
    }
