"""nnx.with_rngs gives a split copy of the Rngs."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.vmap(graph=False)
def sample(rngs):
    return jax.random.normal(rngs.noise(), (3,))


def main():
    rngs = nnx.Rngs(noise=0)
    lanes = nnx.with_rngs(rngs, split=4, graph=False)
    return {"noise": jnp.asarray(sample(lanes))}
