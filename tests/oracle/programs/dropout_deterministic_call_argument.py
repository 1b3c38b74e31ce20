"""deterministic=True is given to the call under the map."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x, train: bool):
        return self.dropout(self.linear(x), deterministic=not train)


@nnx.vmap(in_axes=(None, 0))
def predict(net, x):
    return net(x, train=False)


def main():
    net = Net(nnx.Rngs(params=0, dropout=1))
    return {"predictions": predict(net, jnp.arange(8.0).reshape(4, 2))}
