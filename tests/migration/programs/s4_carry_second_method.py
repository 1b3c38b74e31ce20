"""S4: carry_argnum=1, the stack first, in a nested function of a method, args over many lines."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), x.shape)


class Model(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        @functools.partial(nnx.vmap, axis_size=depth)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.blocks = create_block(rngs)
        self.depth = depth

    def __call__(self, x):
        @functools.partial(
            nnx.scan,
            length=self.depth,
            carry_argnum=1,  # the block comes first
        )
        def forward(block: Block, x):
            x = block(x)
            return x, x.sum()

        return forward(self.blocks, x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Model(4, 3, rngs=rngs)
    x, sums = model(jnp.ones((2, 4)))
    return {
        "x": np.asarray(x),
        "sums": np.asarray(sums),
        "kernel": np.asarray(model.blocks.linear.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
