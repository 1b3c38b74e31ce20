"""Before Flax 0.11 an ensemble with Dropout is split again for each call."""

import jax.numpy as jnp
from flax import nnx


class Member(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return Member(rngs)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None))
def forward(member, x):
    return member.dropout(member.linear(x))


def main():
    return {"lanes": forward(create(nnx.Rngs(0)), jnp.ones(2))}
