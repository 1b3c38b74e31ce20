"""Options of nnx.remat in a decorator call."""

import jax
import jax.numpy as jnp
from flax import nnx


class Mlp(nnx.Module):
    def __init__(self, rngs):
        self.up = nnx.Linear(4, 64, rngs=rngs)
        self.drop = nnx.Dropout(0.5, rngs=rngs)


@nnx.remat(policy=jax.checkpoint_policies.dots_saveable)
def forward(mlp, x):
    return mlp.drop(mlp.up(x))


def main():
    mlp = Mlp(nnx.Rngs(0))
    return {"calls": jnp.stack([forward(mlp, jnp.ones(4)) for _ in range(3)])}
