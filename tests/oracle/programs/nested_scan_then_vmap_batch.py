"""A scan over time whose body maps over the batch with split keys."""

import jax
import jax.numpy as jnp
from flax import nnx

BATCH = 3


@nnx.split_rngs(splits=BATCH)
@nnx.vmap(in_axes=(0, 0))
def perturb(x, rngs):
    return x + jax.random.normal(rngs.noise(), x.shape)


@nnx.scan
def run(carry, _):
    x, rngs = carry
    x = perturb(x, rngs)
    return (x, rngs), x


def main():
    carry = (jnp.zeros((BATCH, 2)), nnx.Rngs(noise=0))
    _, path = run(carry, jnp.arange(4))
    return {"positions": path.reshape(-1, 2)}
