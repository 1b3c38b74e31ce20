"""Policies in a dict, one of which is jitted with the model as its argument."""

import jax
import jax.numpy as jnp
from flax import nnx


class Policy(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs

    def __call__(self, x):
        return x + jax.random.normal(self.rngs.noise(), x.shape)


def explore(policy, x):
    return policy(x)


def main():
    policies = {"explore": nnx.jit(explore)}
    policy = Policy(nnx.Rngs(noise=0))
    return {"calls": jnp.stack([policies["explore"](policy, jnp.zeros(4)) for _ in range(3)])}
