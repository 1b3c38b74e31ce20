"""Per-example gradients, each with a mask of its own."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(3, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


def loss(model, x):
    return jnp.sum(model.dropout(model.linear(x)) ** 2)


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def per_example(model, x):
    return nnx.grad(loss)(model, x)


def main():
    model = Net(nnx.Rngs(0))
    grads = per_example(model, jnp.ones((4, 3)))
    return {"bias gradients": jax.tree.leaves(grads)[0]}
