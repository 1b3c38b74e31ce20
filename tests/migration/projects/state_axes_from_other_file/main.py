import functools

import jax.numpy as jnp
from axes import STATE_AXES
from flax import nnx
from layers import Block

DEPTH = 3


@functools.partial(nnx.vmap, axis_size=DEPTH, state_axes=STATE_AXES)
def create(rngs: nnx.Rngs):
    return Block(4, rngs=rngs)


@functools.partial(nnx.scan, length=DEPTH, state_axes=STATE_AXES)
def forward(x, block: Block):
    x = block(x)
    return x, jnp.sum(x > 0)


def main():
    blocks = create(nnx.Rngs(2))
    y, sums = forward(jnp.sin(jnp.arange(8.0)).reshape(2, 4), blocks)
    return {"y": y, "sums": sums, "calls": blocks.calls.value, "var": blocks.norm.var.value}
