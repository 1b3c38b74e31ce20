"""Parameters with a mapped axis beside a counter that all lanes share: `state_axes` of nnx.vmap.

For Flax 0.8.x: what no filter of `state_axes` matches is broadcast; RNG state is always split.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Calls(nnx.Variable):
    """How often a module was called."""


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 4, rngs=rngs)
        self.calls = Calls(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.calls.value += 1
        y = self.linear(x)
        return y + jax.random.normal(self.rngs.noise(), y.shape)


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Noisy(rngs)


@partial(nnx.vmap, in_axes=(0, None), axis_size=3, state_axes={nnx.Param: 0})
def forward(model, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    x = np.ones((5, 2), np.float32)
    return {
        "kernel": np.asarray(model.linear.kernel.value),
        "first output": np.asarray(forward(model, x)),
        "second output": np.asarray(forward(model, x)),
        "calls": np.asarray(model.calls.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
