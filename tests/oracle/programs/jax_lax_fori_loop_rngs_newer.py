"""From Flax 0.11 a module can be in the carry of jax.lax.fori_loop."""

import jax
import jax.numpy as jnp
from flax import nnx


def body(i, carry):
    dropout, out = carry
    return dropout, out.at[i].set(dropout(jnp.ones(64)))


def main():
    carry = (nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.zeros((4, 64)))
    return {"steps": jax.lax.fori_loop(0, 4, body, carry)[1]}
