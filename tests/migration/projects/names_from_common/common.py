from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx

Array = jax.Array


class Lin(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (2, 2)))

    def __call__(self, x: Array) -> Array:
        return x @ self.w.value


def make_rngs(seed: int = 0) -> nnx.Rngs:
    return nnx.Rngs(seed, dropout=seed + 1)
