"""V6 with an ensemble in training mode: its statistics are mapped as well, and kept."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.norm = nnx.BatchNorm(2, momentum=0.5, rngs=rngs)
        self.scale = nnx.Param(jax.random.randint(rngs.params(), (2,), 1, 9).astype(jnp.float32))

    def __call__(self, x):
        return jnp.sign(self.norm(x * self.scale.value))


@partial(nnx.vmap, axis_size=3)
def create(rngs):
    return Block(rngs)


@nnx.jit
@partial(nnx.vmap, in_axes=(None, 0))
def train(block: Block, x: jax.Array):
    return block(x)


def main():
    rngs = nnx.Rngs(params=0)
    block = create(rngs)
    block.train()
    x = jnp.arange(24.0).reshape(3, 4, 2)
    signs = train(block, x)
    return {
        "scale": np.asarray(block.scale.value),
        "signs": np.asarray(signs),
        "mean": np.asarray(block.norm.mean.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
