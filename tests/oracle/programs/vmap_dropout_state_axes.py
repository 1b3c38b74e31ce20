"""A Dropout model is shared over the batch, and its RNG state is split over it."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)


def main():
    model = Net(nnx.Rngs(0))
    x = jnp.ones((4, 2))
    return {"out": jnp.concatenate([forward(model, x), forward(model, x)])}
