from functools import partial

import jax.numpy as jnp
from block import Block, make
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, depth: int, *, rngs: nnx.Rngs):
        self.blocks = nnx.vmap(make, axis_size=depth)(rngs)

    def __call__(self, x):
        @partial(nnx.scan, scan_output=False)
        def forward(x, block: Block):
            return block(x)

        return forward(x, self.blocks)


def main():
    mlp = MLP(5, rngs=nnx.Rngs(0))
    return {"y": mlp(jnp.ones((1, 3)))}
