"""splits=1 with squeeze=True gives a scalar Rngs to a jitted function."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=1, squeeze=True)
@nnx.jit
def sample(rngs):
    return jax.random.normal(rngs.sample(), (4,))


def main():
    rngs = nnx.Rngs(sample=0)
    return {"samples": jnp.stack([sample(rngs) for _ in range(3)])}
