"""A shared model runs on every device with a mask of its own."""

import jax
import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))


@nnx.split_rngs(splits=4)
@nnx.pmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0), axis_size=4)
def forward(model, x):
    return model(x)


def main():
    model = Net(nnx.Rngs(0))
    return {"masks": jax.device_get(forward(model, jnp.ones((4, 2))))}
