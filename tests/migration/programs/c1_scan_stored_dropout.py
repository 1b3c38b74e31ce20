"""C1: nnx.Scan and nnx.Vmap of a block whose nnx.Dropout stores the stream (its own from 0.11)."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(rate=0.5, rngs=rngs)

    def __call__(self, x):
        x = self.dropout(nnx.tanh(self.linear(x)))
        return x, x == 0


class Model(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.stack = nnx.Scan.constructor(Block, length=3)(dim, rngs=rngs)
        self.heads = nnx.Vmap.constructor(Block, in_axes=(0, None), axis_size=2)(dim, rngs=rngs)

    def __call__(self, x):
        x, dropped = self.stack(x)
        y, _ = self.heads(x)
        return y, dropped


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = Model(4, rngs=rngs)
    y, dropped = model(jnp.ones((5, 4)))
    return {
        "y": np.asarray(y),
        "dropped": np.asarray(dropped),
        "stack": np.asarray(model.stack.scan_module.linear.kernel.value),
        "heads": np.asarray(model.heads.vmap_module.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
