"""S3, refuse: split_rngs is a parameter, known only when the model is made."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def walker(length, streams):
    @partial(nnx.scan, length=length, split_rngs=streams)
    def walk(x, rngs: nnx.Rngs):
        x = x + jax.random.normal(rngs.steps(), x.shape)
        return x, x

    return walk


def main():
    rngs = nnx.Rngs(steps=0)
    _, free = walker(4, ...)(jnp.zeros(2), rngs)
    _, fixed = walker(4, False)(jnp.zeros(2), rngs)
    return {
        "free": np.asarray(free),
        "fixed": np.asarray(fixed),
        "next steps key": np.asarray(jax.random.key_data(rngs.steps())),
    }
