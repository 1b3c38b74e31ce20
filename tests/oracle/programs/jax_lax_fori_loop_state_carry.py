"""The state of an Rngs is in the carry of jax.lax.fori_loop, beside what it draws."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    graphdef, state = nnx.split(nnx.Rngs(noise=0))

    def body(step, carry):
        state, drawn = carry
        rngs = nnx.merge(graphdef, state)
        noise = jax.random.normal(rngs.noise(), (3,))
        return nnx.state(rngs), drawn.at[step].set(noise)

    return {"noise": jax.lax.fori_loop(0, 4, body, (state, jnp.zeros((4, 3))))[1]}
