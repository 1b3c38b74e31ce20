from functools import partial

import jax
import jax.numpy as jnp
from block import Block
from flax import nnx


@partial(nnx.scan, state_axes={nnx.Param: 0}, length=5)
def create_block(_, rngs: nnx.Rngs):
    return None, Block(rngs=rngs)


@partial(nnx.scan, in_axes=None, state_axes={nnx.Param: 0}, length=5)
def forward_block(_, block: Block, x: jax.Array):
    return None, block(x)


def main():
    _, module = create_block(None, nnx.Rngs(0))
    out, y = forward_block(None, module, jnp.ones((1, 3)))
    return {"y": y, "kernel": module.linear.kernel.value}
