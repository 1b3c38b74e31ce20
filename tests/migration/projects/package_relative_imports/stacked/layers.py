from __future__ import annotations

import jax
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.bn = nnx.BatchNorm(dim, rngs=rngs)

    def __call__(self, x: jax.Array):
        return jax.nn.gelu(self.bn(self.linear(x)))
