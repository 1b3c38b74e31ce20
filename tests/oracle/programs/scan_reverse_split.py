"""A scan in reverse order over split keys."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.scan(in_axes=(nnx.Carry, 0), length=4, reverse=True)
def bridge(x, rngs):
    noise = jax.random.normal(rngs.bridge(), x.shape)
    return x + noise, noise


def main():
    return {"noise": bridge(jnp.zeros(3), nnx.Rngs(bridge=0))[1]}
