"""The dropout key of a jitted step is folded in with the step number."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    graphdef, params = nnx.split(nnx.Linear(4, 64, rngs=rngs))
    base_key = rngs.dropout()

    @jax.jit
    def step(params, x, count):
        key = jax.random.fold_in(base_key, count)
        y = nnx.merge(graphdef, params)(x)
        return nnx.Dropout(0.5)(y, rngs=nnx.Rngs(dropout=key))

    return {"steps": jnp.stack([step(params, jnp.ones(4), i) for i in range(4)])}
