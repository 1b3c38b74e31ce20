from typing import Optional

import jax
from flax import nnx


class Embedding(nnx.Module):
    def __init__(self, n: int, dim: int, *, rngs: nnx.Rngs):
        self.table = nnx.Embed(n, dim, rngs=rngs)

    def __call__(self, i):
        return self.table(i)


class Attention(nnx.Module):
    def __init__(self, dim: int, heads: int, *, rngs: nnx.Rngs):
        self.mha = nnx.MultiHeadAttention(heads, dim, decode=False, rngs=rngs)

    def __call__(self, x: jax.Array, mask: Optional[jax.Array] = None):
        return self.mha(x, mask=mask)
