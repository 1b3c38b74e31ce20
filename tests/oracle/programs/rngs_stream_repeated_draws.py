"""One stream gives a new key on every call."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(0)
    draws = [jax.random.normal(rngs.params(), (3,)) for _ in range(3)]
    draws += [jax.random.normal(rngs.noise(), (3,)), jax.random.normal(rngs(), (3,))]
    return {"draws": jnp.stack(draws)}
