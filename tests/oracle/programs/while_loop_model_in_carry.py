"""A module with Dropout travels in the carry of nnx.while_loop."""

import jax.numpy as jnp
from flax import nnx


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

    def cond(carry):
        return carry[1] < 4

    def body(carry):
        model, i, out = carry
        return model, i + 1, out.at[i].set(model(jnp.ones(64)))

    _, _, out = nnx.while_loop(cond, body, (model, jnp.array(0), jnp.zeros((4, 64))))
    return {"steps": out}
