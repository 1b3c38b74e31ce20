"""A trainer that is no module keeps the model, and passes it to its jitted function."""

import jax
import jax.numpy as jnp
from flax import nnx


class Noise(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs

    def __call__(self, x):
        return x + jax.random.normal(self.rngs.noise(), x.shape)


@nnx.jit
def forward(model, x):
    return model(x)


class Trainer:
    def __init__(self):
        self.model = Noise(nnx.Rngs(noise=0))

    def run(self, x):
        return jnp.stack([forward(self.model, x) for _ in range(3)])


def main():
    return {"calls": Trainer().run(jnp.zeros(4))}
