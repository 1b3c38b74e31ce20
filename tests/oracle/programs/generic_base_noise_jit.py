"""A module that derives from a generic one, which keeps the streams."""

from typing import Generic, TypeVar

import jax
import jax.numpy as jnp
from flax import nnx

Config = TypeVar("Config")


class Base(nnx.Module, Generic[Config]):
    def __init__(self, config: Config, rngs: nnx.Rngs):
        super().__init__()
        self.config = config
        self.rngs = rngs


class Noise(Base[float]):
    def __call__(self, x):
        return x + self.config * jax.random.normal(self.rngs.noise(), x.shape)


@nnx.jit
def forward(model, x):
    return model(x)


def main():
    model = Noise(0.5, nnx.Rngs(noise=0))
    return {"calls": jnp.stack([forward(model, jnp.zeros(4)) for _ in range(3)])}
