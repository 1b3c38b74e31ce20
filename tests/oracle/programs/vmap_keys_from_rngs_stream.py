"""The keys of the lanes come from a stream of an Rngs."""

import jax
import jax.numpy as jnp
from flax import nnx


def make_member(key):
    rngs = nnx.Rngs(params=key)
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    a = nnx.vmap(make_member)(jax.random.split(rngs.params(), 3))
    b = nnx.vmap(make_member)(jax.random.split(rngs.params(), 3))
    return {"members": jnp.concatenate([a.kernel[...], b.kernel[...]])}
