"""A partial that holds a number, jitted with the model as argument."""

import functools

import jax
import jax.numpy as jnp
from flax import nnx


class Noise(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs

    def __call__(self, x, scale):
        return x + scale * jax.random.normal(self.rngs.noise(), x.shape)


def run(scale, model, x):
    return model(x, scale)


def main():
    model = Noise(nnx.Rngs(noise=0))
    step = nnx.jit(functools.partial(run, 0.1))
    return {"calls": jnp.stack([step(model, jnp.zeros(4)) for _ in range(3)])}
