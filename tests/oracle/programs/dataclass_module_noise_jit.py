"""A module that is a dataclass with its streams in a field."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
from flax import nnx


@dataclass
class Noise(nnx.Module):
    scale: float
    rngs: nnx.Rngs

    def __call__(self, x):
        return x + self.scale * jax.random.normal(self.rngs.noise(), x.shape)


@nnx.jit
def forward(model, x):
    return model(x)


def main():
    model = Noise(0.5, nnx.Rngs(noise=0))
    return {"calls": jnp.stack([forward(model, jnp.zeros(4)) for _ in range(3)])}
