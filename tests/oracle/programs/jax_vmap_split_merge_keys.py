"""jax.vmap over keys; the module is merged in the lane and gets an Rngs there."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5)

    def __call__(self, x, rngs):
        return self.dropout(self.linear(x), rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    graphdef, params = nnx.split(Net(rngs))

    def lane(x, key):
        return nnx.merge(graphdef, params)(x, nnx.Rngs(dropout=key))

    xs = jnp.ones((4, 2))
    return {"lanes": jax.vmap(lane)(xs, jax.random.split(rngs.dropout(), 4))}
