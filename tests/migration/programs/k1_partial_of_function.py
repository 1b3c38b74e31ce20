"""K1 where the partial is of the mapped function, not of nnx.vmap."""

import functools

import jax
import numpy as np
from flax import nnx


def create(features, rngs: nnx.Rngs):
    return nnx.Linear(2, features, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0)
    narrow = functools.partial(create, 1)
    narrow_layers = nnx.vmap(narrow, axis_size=2)(rngs)
    wide_layers = nnx.vmap(functools.partial(create, 5), axis_size=3)(rngs)
    return {
        "narrow": np.asarray(narrow_layers.kernel.value),
        "wide": np.asarray(wide_layers.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
