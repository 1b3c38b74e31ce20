"""S2: the deep MLP of the time: __init__ vmaps create_block, __call__ scans over self.blocks."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.norm = nnx.LayerNorm(dim, rngs=rngs)

    def __call__(self, x: jax.Array):
        return nnx.gelu(self.norm(self.linear(x)))


class MLP(nnx.Module):
    def __init__(self, dim: int, num_layers: int, *, rngs: nnx.Rngs):
        self.num_layers = num_layers

        @partial(nnx.vmap, axis_size=num_layers)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.blocks = create_block(rngs)

    def __call__(self, x: jax.Array):
        @partial(nnx.scan, length=self.num_layers)
        def forward(x: jax.Array, block: Block):
            return block(x), None

        x, _ = forward(x, self.blocks)
        return x


def main():
    rngs = nnx.Rngs(0)
    model = MLP(4, 5, rngs=rngs)
    return {
        "output": np.asarray(model(jnp.ones((3, 4)))),
        "kernel": np.asarray(model.blocks.linear.kernel.value),
        "count": np.asarray(rngs.default.count.value),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
