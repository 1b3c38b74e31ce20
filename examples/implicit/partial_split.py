"""Layers that differ, noise that all lanes share: only one stream is split.

For Flax 0.8.x: `split_rngs` of nnx.vmap names the streams, the others are broadcast.
"""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3, split_rngs="params")
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "shared noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
