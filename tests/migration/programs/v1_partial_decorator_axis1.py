"""V1 as partial decorator: Param mapped over axis 1, BatchStat broadcast."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.norm = nnx.BatchNorm(3, rngs=rngs)

    def __call__(self, x):
        return self.norm(self.linear(x))


@partial(nnx.vmap, state_axes={nnx.Param: 1, ...: None}, axis_size=4)
def create(rngs: nnx.Rngs):
    return Block(rngs)


@partial(nnx.vmap, in_axes=(None, 0), state_axes={nnx.Param: 1, ...: None}, axis_size=4)
def evaluate(block: Block, x):
    return block(x) > 0


def main():
    rngs = nnx.Rngs(params=0)
    block = create(rngs)
    block.eval()
    return {
        "kernel": np.asarray(block.linear.kernel.value),
        "scale": np.asarray(block.norm.scale.value),
        "mean": np.asarray(block.norm.mean.value),
        "positive": np.asarray(evaluate(block, jnp.ones((4, 5, 2)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
