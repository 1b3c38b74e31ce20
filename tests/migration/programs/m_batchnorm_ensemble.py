"""V1, V3, S1, S5: BatchNorm under vmap and scan: statistics mapped, a shared dictionary, no outputs."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.norm = nnx.BatchNorm(dim, momentum=0.75, rngs=rngs)
        self.calls = nnx.Variable(jnp.array(0))

    def __call__(self, x):
        self.calls.value += 1
        return nnx.relu(self.norm(self.linear(x)))


def build(depth: int, rngs: nnx.Rngs):
    axes = {
        nnx.Param: 0,
        nnx.BatchStat: 0,  # every layer has its own
    }

    @partial(nnx.vmap, axis_size=depth, state_axes=axes)
    def create(rngs: nnx.Rngs):
        return Block(3, rngs=rngs)

    @partial(nnx.scan, length=depth, state_axes=axes, scan_output=False)
    def deep(x, block: Block):
        return block(x)

    @partial(nnx.vmap, axis_size=depth, state_axes=axes, in_axes=(None, 0), split_rngs=False)
    def wide(block: Block, x):
        return block(x)

    return create(rngs), deep, wide


def main():
    rngs = nnx.Rngs(params=3)
    blocks, deep, wide = build(3, rngs)
    x = jnp.arange(12.0).reshape(4, 3)
    y = deep(x, blocks)
    z = wide(blocks, jnp.stack([x, y, x + y]))
    return {
        "y": np.asarray(y),
        "z": np.asarray(z),
        "mean": np.asarray(blocks.norm.mean.value),
        "var": np.asarray(blocks.norm.var.value),
        "calls": np.asarray(blocks.calls.value),
        "kernel": np.asarray(blocks.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
