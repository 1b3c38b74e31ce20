"""The class itself is mapped, without a function around it."""

import jax.numpy as jnp
from flax import nnx


class Critic(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(3, 4, rngs=rngs)
        self.value = nnx.Linear(4, 1, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    critics = nnx.split_rngs(splits=2)(nnx.vmap(Critic, axis_size=2))(rngs)
    return {
        "hidden": jnp.asarray(critics.hidden.kernel[...]),
        "value": jnp.asarray(critics.value.kernel[...]),
    }
