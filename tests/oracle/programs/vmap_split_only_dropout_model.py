"""Only the dropout stream of a model is split over the batch."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(nnx.StateAxes({"dropout": 0, ...: None}), 0))
def forward(model, x):
    return model(x)


def main():
    model = Net(nnx.Rngs(params=0, dropout=1))
    return {"y": forward(model, jnp.ones((3, 2)))}
