"""An ensemble of three layers that nnx.vmap makes from one Rngs, and its forward pass.

For Flax 0.8.x: vmap splits the Rngs by itself and maps modules whatever `in_axes` says.
"""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (4,))


@partial(nnx.vmap, in_axes=(None, 0))
def forward(model, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "noise": np.asarray(noise),
        "output": np.asarray(forward(model, np.ones((3, 5, 2), np.float32))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
