from typing import Optional

import jax
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x: jax.Array, rngs: Optional[nnx.Rngs] = None):
        x = self.linear(x)
        if rngs is not None:
            x = x + jax.random.normal(rngs.noise(), x.shape)
        return x
