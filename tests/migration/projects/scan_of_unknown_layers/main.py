from functools import partial

import jax.numpy as jnp
from flax import nnx
from registry import Block, make


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs) -> Block:
    return make("plain", rngs)


@partial(nnx.scan, length=3)
def forward(x, block: Block, rngs: nnx.Rngs):
    return block(x, rngs.noise()), x.sum()


def main():
    rngs = nnx.Rngs(params=1, noise=2)
    blocks = create(rngs)
    x, sums = forward(jnp.ones((2, 3)), blocks, rngs)
    return {"x": x, "sums": sums, "noise": rngs.noise(), "params": rngs.params()}
