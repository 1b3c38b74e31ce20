"""S2: Dropout gets the Rngs at the call: layer and Rngs are two nodes of one scan, in_axes a tuple."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)

    def __call__(self, x, rngs):
        return x + self.dropout(self.linear(x), rngs=rngs)


class Model(nnx.Module):
    num_layers = 3

    def __init__(self, dim, rngs):
        self.blocks = partial(nnx.vmap, axis_size=self.num_layers)(partial(Block, dim))(rngs)

    def __call__(self, x, rngs):
        forward = nnx.scan(self._step, in_axes=(None, None, None), length=self.num_layers)
        x, _ = forward(x, self.blocks, rngs)
        return x

    @staticmethod
    def _step(x, block, rngs):
        return block(x, rngs), None


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = Model(4, rngs)
    x = jnp.ones((2, 4))
    return {
        'first': np.asarray(model(x, rngs)),
        'second': np.asarray(model(x, rngs)),
        'kernel': np.asarray(model.blocks.linear.kernel.value),
        'dropout count': np.asarray(rngs.dropout.count.value),
        'next params key': np.asarray(jax.random.key_data(rngs.params())),
        'next dropout key': np.asarray(jax.random.key_data(rngs.dropout())),
    }
