"""V1 that returns a dict of a module and an array, in a function made by a function."""

import jax
import numpy as np
from flax import nnx


def ensemble_maker(size):
    def create(rngs: nnx.Rngs):
        return {
            "model": nnx.Linear(2, 4, rngs=rngs),
            "noise": jax.random.normal(rngs.noise(), (3,)),
        }

    return nnx.vmap(create, axis_size=size, state_axes={nnx.Param: 2 - 1, ...: None})


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    made = ensemble_maker(size=2)(rngs)
    return {
        "kernel": np.asarray(made["model"].kernel.value),
        "noise": np.asarray(made["noise"]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
