"""The mapped function is defined inside __init__."""

import jax.numpy as jnp
from flax import nnx


class MultiHead(nnx.Module):
    def __init__(self, num_heads: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=num_heads)
        @nnx.vmap(axis_size=num_heads)
        def create_head(rngs: nnx.Rngs):
            return nnx.Linear(dim, dim // num_heads, rngs=rngs)

        self.heads = create_head(rngs)
        self.out = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return nnx.vmap(lambda head, x: head(x), in_axes=(0, None))(self.heads, x)


def main():
    model = MultiHead(4, 8, rngs=nnx.Rngs(0))
    return {"per head": model(jnp.ones((3, 8)))}
