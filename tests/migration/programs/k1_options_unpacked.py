"""K1 with its options in a dict that is unpacked into the call."""

import jax
import numpy as np
from flax import nnx

OPTIONS = {"axis_size": 3, "in_axes": None}


def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0)
    model = nnx.vmap(create, **OPTIONS)(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
