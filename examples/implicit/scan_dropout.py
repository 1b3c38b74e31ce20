"""Four layers with Dropout, made by nnx.vmap and run one after the other by nnx.scan.

For Flax 0.8.x: scan takes the layers apart along axis 0 and carries the Rngs from step to step.
Dropout gets the Rngs with the call, so it holds none itself: since 0.11.0 one of its own would be
a stream of its own, with other masks.
"""

from functools import partial

import jax
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)

    def __call__(self, x, rngs: nnx.Rngs):
        return self.dropout(self.linear(x), rngs=rngs)


@partial(nnx.vmap, axis_size=4)
def create(rngs: nnx.Rngs):
    return Layer(rngs)


@partial(nnx.scan, length=4)
def forward(x, layer, rngs: nnx.Rngs):
    y = layer(x, rngs)
    return y, y == 0


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    layers = create(rngs)
    output, dropped = forward(np.ones((5, 4), np.float32), layers, rngs)
    return {
        "kernel": np.asarray(layers.linear.kernel.value),
        "output": np.asarray(output),
        "dropped": np.asarray(dropped),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
