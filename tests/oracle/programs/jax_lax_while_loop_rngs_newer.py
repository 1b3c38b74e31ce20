"""From Flax 0.11 an Rngs can be in the carry of jax.lax.while_loop."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    def unfinished(carry):
        return carry[1] < 5

    def body(carry):
        rngs, i, out = carry
        return rngs, i + 1, out.at[i].set(jax.random.normal(rngs.noise(), (3,)))

    init = (nnx.Rngs(noise=0), 0, jnp.zeros((5, 3)))
    return {"steps": jax.lax.while_loop(unfinished, body, init)[2]}
