from functools import partial

import jax.numpy as jnp
from blocks import Block
from flax import nnx


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Block(4, rngs=rngs)


@partial(nnx.scan, length=3, state_axes={nnx.Param: 0})
def forward(x, block: Block, rngs: nnx.Rngs):
    return block(x, rngs=rngs), None


def main():
    rngs = nnx.Rngs(0, dropout=1)
    blocks = create(rngs)
    blocks.set_attributes(deterministic=False, use_running_average=False)
    y, _ = forward(jnp.ones((2, 4)), blocks, rngs)
    return {"y": y, "mean": blocks.bn.mean.value, "key": rngs.dropout()}
