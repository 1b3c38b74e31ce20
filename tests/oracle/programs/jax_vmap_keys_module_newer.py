"""From Flax 0.11 jax.vmap may return the modules of the lanes."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    keys = jax.random.split(jax.random.key(0), 3)
    models = jax.vmap(lambda key: nnx.Linear(2, 3, rngs=nnx.Rngs(key)))(keys)
    return {"kernel": jnp.asarray(models.kernel[...])}
