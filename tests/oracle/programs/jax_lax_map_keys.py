"""jax.lax.map over the keys of a stream."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Linear(3, 4, rngs=rngs)

    def perturbed(key):
        return model(jnp.ones(3) + jax.random.normal(key, (3,)))

    return {"rows": jax.lax.map(perturbed, jax.random.split(rngs.noise(), 5))}
