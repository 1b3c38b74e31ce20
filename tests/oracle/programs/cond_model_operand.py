"""nnx.cond with a model that draws in one branch only."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


def training(model, x):
    return model.dropout(model.linear(x))


def inference(model, x):
    return model.linear(x)


@nnx.jit
def forward(model, x, train):
    return nnx.cond(train, training, inference, model, x)


def main():
    model = Net(nnx.Rngs(0))
    flags = (True, False, True, True)
    return {"calls": jnp.stack([forward(model, jnp.ones(4), f) for f in flags])}
