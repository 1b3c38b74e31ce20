"""An ensemble with Dropout keeps its split streams, so the call needs no split."""

import jax.numpy as jnp
from flax import nnx


class Member(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return Member(rngs)


@nnx.vmap(in_axes=(0, None))
def predict(member, x):
    return member(x)


def main():
    ensemble = create(nnx.Rngs(0))
    x = jnp.ones(2)
    return {"calls": jnp.concatenate([predict(ensemble, x), predict(ensemble, x)])}
