"""Gradients of a model with Dropout differ from step to step."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


def loss_fn(model, x):
    return jnp.sum(model.dropout(model.linear(x)))


def main():
    model = Net(nnx.Rngs(0))
    x = jnp.ones(2)
    grads = [nnx.grad(loss_fn)(model, x) for _ in range(3)]
    return {"bias gradients": jnp.stack([jax.tree.leaves(g)[0] for g in grads])}
