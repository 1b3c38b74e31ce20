"""P2 with split_rngs='params' as a call: one stream by key, the other shared."""

import jax
import numpy as np
from flax import nnx


def create(rngs: nnx.Rngs):
    linear = nnx.Linear(2, 2, rngs=rngs)
    return linear, jax.random.normal(rngs.noise(), (2,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    linear, noise = nnx.pmap(create, "device", axis_size=1, split_rngs="params")(rngs)
    return {
        "kernel": np.asarray(linear.kernel.value),
        "noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
