"""Members of an ensemble get their Rngs from the lane, not the one that the class has."""

import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, features, rngs: nnx.Rngs | None = None):
        rngs = rngs or nnx.Rngs(0)
        self.linear = nnx.Linear(features, 3, rngs=rngs)


def build(features, rngs):
    return Layer(features, rngs=rngs)


@nnx.split_rngs(splits=4)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return build(2, rngs)


def main():
    return {"kernel": jnp.asarray(create(nnx.Rngs(0)).linear.kernel.value)}
