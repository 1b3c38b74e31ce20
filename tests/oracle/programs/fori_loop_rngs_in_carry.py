"""An Rngs in the carry of nnx.fori_loop."""

import jax
import jax.numpy as jnp
from flax import nnx


def body(i, carry):
    rngs, out = carry
    return rngs, out.at[i].set(jax.random.normal(rngs(), (4,)))


def main():
    rngs = nnx.Rngs(0)
    rngs, out = nnx.fori_loop(0, 5, body, (rngs, jnp.zeros((5, 4))))
    again = nnx.fori_loop(0, 5, body, (rngs, jnp.zeros((5, 4))))[1]
    return {"draws": jnp.concatenate([out, again])}
