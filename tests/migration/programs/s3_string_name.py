"""S3: split_rngs='dropout' on scan: one stream is carried, the other is the same at every step."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)

    def __call__(self, x, rngs: nnx.Rngs):
        x = self.dropout(self.linear(x), rngs=rngs)
        return x + jax.random.normal(rngs.noise(), x.shape)


class Model(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=depth)
        def create(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.blocks = create(rngs)

    def __call__(self, x: jax.Array, rngs: nnx.Rngs):
        @partial(nnx.scan, split_rngs='dropout')
        def forward(x: jax.Array, block: Block, rngs: nnx.Rngs):
            x = block(x, rngs)
            return x, jax.random.key_data(rngs.noise())

        return forward(x, self.blocks, rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1, noise=2)
    model = Model(4, 3, rngs=rngs)
    x, keys = model(jnp.ones((2, 4)), rngs)
    return {
        "x": np.asarray(x),
        "keys": np.asarray(keys),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
