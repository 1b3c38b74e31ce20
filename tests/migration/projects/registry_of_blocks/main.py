from functools import partial

import jax.numpy as jnp
from flax import nnx
from registry import BLOCKS


def make_stack(kind: str, dim: int, depth: int, rngs: nnx.Rngs):
    @partial(nnx.vmap, axis_size=depth)
    def create(rngs: nnx.Rngs):
        return BLOCKS[kind](dim, rngs=rngs)

    return create(rngs)


@nnx.scan
def run(x, block):
    return block(x), None


def main():
    rngs = nnx.Rngs(0)
    mlp = make_stack("mlp", 3, 2, rngs)
    gated = make_stack("gated", 3, 2, rngs)
    x, _ = run(jnp.ones((1, 3)), mlp)
    y, _ = run(x, gated)
    return {"y": y, "key": rngs.params()}
