"""A key is folded in with the loop counter of jax.lax.fori_loop."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    key = nnx.Rngs(0).noise()

    def body(i, out):
        return out.at[i].set(jax.random.uniform(jax.random.fold_in(key, i), (3,)))

    return {"rows": jax.lax.fori_loop(0, 5, body, jnp.zeros((5, 3)))}
