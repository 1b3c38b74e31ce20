"""Parameters with a mapped axis beside a counter that all lanes share: nnx.StateAxes.

The explicit form of `implicit/state_axes.py`, for Flax from 0.9.0.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

AXES = nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None})


class Calls(nnx.Variable):
    """How often a module was called."""


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 4, rngs=rngs)
        self.calls = Calls(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.calls.value += 1  # `self.calls[...] += 1` from Flax 0.10.7 on, as 0.12 asks
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(AXES,), out_axes=AXES, axis_size=3)
def create(rngs: nnx.Rngs):
    return Noisy(rngs)


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(AXES, None), axis_size=3)
def forward(model, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    x = np.ones((5, 2), np.float32)
    return {
        "kernel": np.asarray(model.linear.kernel[...]),
        "first output": np.asarray(forward(model, x)),
        "second output": np.asarray(forward(model, x)),
        "calls": np.asarray(model.calls[...]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
