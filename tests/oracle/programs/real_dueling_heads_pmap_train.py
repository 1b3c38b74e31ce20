"""Data-parallel training: the weights are shared, the masks of the devices are not."""

import jax
import jax.numpy as jnp
from flax import nnx

DEVICES = 4


class Net(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.head = nnx.Linear(64, 1, rngs=rngs)

    def __call__(self, x):
        return self.head(self.dropout(self.linear(x)))


def loss_fn(model, x, y):
    return jnp.mean((model(x) - y) ** 2)


@nnx.split_rngs(splits=DEVICES)
@nnx.pmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0, 0),
    axis_name="batch",
    axis_size=DEVICES,
)
def train_step(model, x, y):
    return nnx.value_and_grad(loss_fn)(model, x, y)[0]


def main():
    model = Net(rngs=nnx.Rngs(params=0, dropout=1))
    x, y = jnp.ones((DEVICES, 2, 4)), jnp.zeros((DEVICES, 2, 1))
    losses = [jax.device_get(train_step(model, x, y)) for _ in range(2)]
    return {"losses": jnp.concatenate(losses)}
