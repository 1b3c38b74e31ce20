"""A jitted constructor gets the Rngs as an argument."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)


@nnx.jit
def create(rngs):
    return Net(rngs)


def main():
    rngs = nnx.Rngs(params=0)
    return {"models": jnp.stack([create(rngs).linear.kernel[...] for _ in range(3)])}
