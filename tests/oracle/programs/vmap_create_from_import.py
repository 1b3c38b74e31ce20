"""vmap and split_rngs are imported by name."""

import jax.numpy as jnp
from flax.nnx import Linear, Module, Rngs, split_rngs, vmap


class Net(Module):
    def __init__(self, *, rngs: Rngs):
        self.linear = Linear(2, 3, rngs=rngs)


@split_rngs(splits=3)
@vmap(axis_size=3)
def create(rngs: Rngs):
    return Net(rngs=rngs)


def main():
    return {"kernel": jnp.asarray(create(Rngs(0)).linear.kernel[...])}
