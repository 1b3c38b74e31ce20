"""A helper maps an Rngs that its caller has split."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.vmap(in_axes=(0, None))
def sample_lane(rngs, shape_like):
    return jax.random.normal(rngs(), shape_like.shape)


def sample_many(rngs, n, shape_like):
    with nnx.split_rngs(rngs, splits=n):
        return sample_lane(rngs, shape_like)


def main():
    rngs = nnx.Rngs(0)
    like = jnp.zeros(3)
    return {"samples": jnp.concatenate([sample_many(rngs, n, like) for n in (2, 3)])}
