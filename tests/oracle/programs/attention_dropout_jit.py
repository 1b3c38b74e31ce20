"""An attention with dropout, told to drop when it is made, jitted with the module as argument."""

import jax.numpy as jnp
from flax import nnx


def main():
    attention = nnx.MultiHeadAttention(
        2, 8, dropout_rate=0.5, deterministic=False, decode=False, rngs=nnx.Rngs(0)
    )
    x = jnp.arange(64.0).reshape(1, 8, 8)

    @nnx.jit
    def attend(attention, x):
        return attention(x)

    return {"calls": jnp.stack([attend(attention, x) for _ in range(4)])}
