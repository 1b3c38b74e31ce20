"""V0 for an ensemble whose Dropout keeps the Rngs.

Only up to 0.10.7: later a Dropout forks a stream of its own, so the masks are others.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)


@partial(nnx.vmap, in_axes=(0, None), axis_size=3)
def forward(model, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = create(rngs)
    model.train()
    return {
        "kernel": np.asarray(model.linear.kernel.value),
        "output": np.asarray(forward(model, jnp.ones((2, 4)))),
        "again": np.asarray(forward(model, jnp.ones((2, 4)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
