"""From Flax 0.11 jax.vmap maps a split Rngs."""

import jax
from flax import nnx


@nnx.split_rngs(splits=4)
@jax.vmap
def sample(rngs):
    return jax.random.normal(rngs(), (3,))


def main():
    return {"noise": sample(nnx.Rngs(0))}
