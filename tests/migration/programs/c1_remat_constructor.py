"""C1: nnx.Remat.constructor at module level and its gradient, the mask drawn from a stored stream."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        mask = jax.random.bernoulli(self.rngs.dropout(), 0.5, x.shape)
        return jnp.where(mask, self.linear(x), 0)


RematBlock = nnx.Remat.constructor(Block)


def loss(model, x):
    return jnp.sum(model(x) ** 2)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = RematBlock(4, rngs=rngs)
    x = np.ones((3, 4), np.float32)
    gradient = nnx.grad(loss)(model, x)
    return {
        "gradient": np.asarray(jax.tree.leaves(gradient)[1]),
        "output": np.asarray(model(x)),
        "kernel": np.asarray(model.remat_module.linear.kernel.value),
        "count": np.asarray(rngs.dropout.count.value),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
