"""Rejection sampling in nnx.while_loop with the Rngs in the carry."""

import jax
import jax.numpy as jnp
from flax import nnx


def rejected(carry):
    _, x = carry
    return jnp.any(jnp.abs(x) > 1.5)


def propose(carry):
    rngs, _ = carry
    return rngs, jax.random.normal(rngs.proposal(), (2,))


@nnx.jit
def truncated_normal(rngs):
    return nnx.while_loop(rejected, propose, (rngs, jnp.full(2, jnp.inf)))[1]


def main():
    rngs = nnx.Rngs(proposal=0)
    return {"samples": jnp.stack([truncated_normal(rngs) for _ in range(4)])}
