"""A mapped forward pass gets its Rngs by keyword."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.drop = nnx.Dropout(0.5)

    def __call__(self, x, *, rngs):
        return self.drop(self.linear(x), rngs=rngs)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0, 0))
def forward(model, x, rngs):
    return model(x, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    model = Net(rngs)
    return {"y": forward(model, jnp.ones((3, 4)), rngs=rngs)}
