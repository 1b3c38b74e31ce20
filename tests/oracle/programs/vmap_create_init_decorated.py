"""__init__ is mapped, so that the module is its own ensemble."""

import jax.numpy as jnp
from flax import nnx


class Experts(nnx.Module):
    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(0, 0), axis_size=3)
    def __init__(self, rngs: nnx.Rngs):
        self.up = nnx.Linear(2, 4, rngs=rngs)
        self.down = nnx.Linear(4, 2, rngs=rngs)


def main():
    experts = Experts(nnx.Rngs(0))
    return {"up": jnp.asarray(experts.up.kernel[...])}
