"""S5, S1, S3, S4: state_axes, split_rngs, carry_argnum, scan_output and length in one statement."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)
        self.calls = nnx.Variable(jnp.array(0))

    def __call__(self, x, rngs):
        self.calls.value += 1
        return x + self.dropout(nnx.relu(self.linear(x)), rngs=rngs)


class MLP(nnx.Module):
    def __init__(self, dim, n, *, rngs: nnx.Rngs):
        self.n = n

        @partial(nnx.vmap, state_axes={nnx.Param: 0}, axis_size=n)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.blocks = create_block(rngs)

    def __call__(self, x, rngs: nnx.Rngs):
        n = self.n

        @partial(nnx.scan, state_axes={nnx.Param: 0}, split_rngs=['dropout'], carry_argnum=1, scan_output=False, length=n)
        def forward(block: Block, x, rngs: nnx.Rngs):
            return block(x, rngs)

        return forward(self.blocks, x, rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = MLP(4, 3, rngs=rngs)
    return {
        "first": np.asarray(model(jnp.ones((2, 4)), rngs)),
        "second": np.asarray(model(jnp.ones((2, 4)), rngs)),
        "calls": np.asarray(model.blocks.calls.value),
        "kernel": np.asarray(model.blocks.linear.kernel.value),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
