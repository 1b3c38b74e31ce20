"""An Rngs made from keys, one a stream."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    params_key, dropout_key = jax.random.split(jax.random.key(0))
    rngs = nnx.Rngs(params=params_key, dropout=dropout_key)
    drop = nnx.Dropout(0.5, rngs=rngs)
    kernels = [nnx.Linear(2, 3, rngs=rngs).kernel[...] for _ in range(3)]
    masks = [drop(jnp.ones(64)) for _ in range(3)]
    return {"kernels": jnp.stack(kernels), "masks": jnp.stack(masks)}
