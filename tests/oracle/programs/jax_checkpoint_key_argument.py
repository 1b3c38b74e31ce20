"""jax.checkpoint of a pure function that gets a key."""

import jax
import jax.numpy as jnp
from flax import nnx


@jax.checkpoint
def block(w, x, key):
    return jax.nn.tanh(w @ x) * jax.random.bernoulli(key, 0.5, (64,))


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    w = nnx.initializers.lecun_normal()(rngs.params(), (64, 4))
    return {"calls": jnp.stack([block(w, jnp.ones(4), rngs.dropout()) for _ in range(3)])}
