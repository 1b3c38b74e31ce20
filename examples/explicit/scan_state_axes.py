"""Layers that draw noise from an Rngs they hold, with a counter that goes from layer to layer.

The explicit form of `implicit/scan_state_axes.py`, for Flax from 0.9.0. The output axes of scan are
left at their default, since they are written otherwise in 0.9.x and from 0.10.0 on.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

MADE = nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None})
RUN = nnx.StateAxes({nnx.RngState: nnx.Carry, nnx.Param: 0, ...: nnx.Carry})


class Calls(nnx.Variable):
    """How many layers have run."""


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.calls = Calls(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.calls.value += 1  # `self.calls[...] += 1` from Flax 0.10.7 on, as 0.12 asks
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(MADE,), out_axes=MADE, axis_size=4)
def create(rngs: nnx.Rngs):
    return Layer(rngs)


@nnx.scan(length=4, in_axes=(nnx.Carry, RUN))
def forward(x, layer):
    y = layer(x)
    return y, layer.calls[...]


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    output, calls = forward(np.ones((5, 4), np.float32), layers)
    return {
        "kernel": np.asarray(layers.linear.kernel[...]),
        "output": np.asarray(output),
        "calls": np.asarray(calls),
        "next params key": np.asarray(jax.random.key_data(layers.rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(layers.rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
