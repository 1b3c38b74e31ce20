"""nnx.remat(f) with the Rngs as an argument, under a gradient."""

import jax
import jax.numpy as jnp
from flax import nnx


def block(w, rngs):
    mask = jax.random.bernoulli(rngs.dropout(), 0.5, w.shape)
    return jnp.sum(jnp.where(mask, w, 0.0) ** 2)


def main():
    rngs = nnx.Rngs(dropout=0)
    grad = nnx.grad(nnx.remat(block))
    return {"gradients": jnp.stack([grad(jnp.ones(64), rngs) for _ in range(3)])}
