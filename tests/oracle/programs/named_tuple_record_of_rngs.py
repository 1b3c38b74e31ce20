"""The streams and a counter go through nnx.jit in a NamedTuple."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx


class Carry(NamedTuple):
    rngs: Any
    count: int


@nnx.jit
def noisy(carry, x):
    return x + carry.count + jax.random.normal(carry.rngs.noise(), x.shape)


def main():
    carry = Carry(nnx.Rngs(noise=0), 1)
    return {"calls": jnp.stack([noisy(carry, jnp.zeros(4)) for _ in range(3)])}
