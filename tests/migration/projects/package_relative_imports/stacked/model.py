from __future__ import annotations

from functools import partial

import jax
from flax import nnx

from .layers import Block


class ScanMLP(nnx.Module):
    def __init__(self, dim: int, *, n_layers: int, rngs: nnx.Rngs):
        self.n_layers = n_layers

        @partial(nnx.vmap, axis_size=n_layers)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.layers = create_block(rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        @nnx.scan
        def scan_fn(x: jax.Array, block: Block):
            x = block(x)
            return x, None

        x, _ = scan_fn(x, self.layers)
        return x
