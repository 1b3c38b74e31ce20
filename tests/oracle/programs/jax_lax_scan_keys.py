"""jax.lax.scan over split keys, with the module merged in the body."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    linear = nnx.Linear(64, 64, rngs=rngs)
    graphdef, params = nnx.split(linear)
    dropout = nnx.Dropout(0.5)

    def step(x, key):
        y = nnx.merge(graphdef, params)(x)
        return x, dropout(y, rngs=nnx.Rngs(dropout=key))

    _, ys = jax.lax.scan(step, jnp.ones(64), jax.random.split(rngs.dropout(), 5))
    return {"steps": ys}
