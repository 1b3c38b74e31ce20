"""Layers that differ, noise that all lanes share: only one stream is split.

The explicit form of `implicit/partial_split.py`, for Flax from 0.9.0.
"""

import jax
import numpy as np
from flax import nnx

AXES = nnx.StateAxes({nnx.All(nnx.RngState, "params"): 0, nnx.RngState: None, ...: 0})


@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(AXES,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "kernel": np.asarray(model.kernel[...]),
        "shared noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
