"""Members of an ensemble that derive from a generic module, made and run in lanes."""

from typing import Generic, TypeVar

import jax.numpy as jnp
from flax import nnx

Config = TypeVar("Config")


class Base(nnx.Module, Generic[Config]):
    def __init__(self, config: Config, *, rngs: nnx.Rngs):
        super().__init__()
        self.config = config
        self.linear = nnx.Linear(2, 8, rngs=rngs)


class Member(Base[int]):
    def __call__(self, x):
        return self.linear(x)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=0, out_axes=0)
def create(rngs: nnx.Rngs):
    return Member(4, rngs=rngs)


@nnx.vmap(in_axes=(0, None))
def forward(model, x):
    return model(x)


def main():
    members = create(nnx.Rngs(0))
    return {"lanes": forward(members, jnp.ones(2))}
