from functools import partial

import jax
import jax.numpy as jnp
from blocks import Block
from flax import nnx


class ScanMLP(nnx.Module):
    def __init__(self, dim: int, *, n_layers: int, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=n_layers)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.layers = create_block(rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        @nnx.scan
        def scan_fn(x: jax.Array, block: Block):
            return block(x), None

        x, _ = scan_fn(x, self.layers)
        return x


def main():
    model = ScanMLP(4, n_layers=3, rngs=nnx.Rngs(0))
    x = jnp.ones((3, 4))
    return {"y": model(x), "again": model(x), "kernel": model.layers.linear.kernel.value}
