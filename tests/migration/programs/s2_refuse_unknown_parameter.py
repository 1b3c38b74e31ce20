"""S2, refuse: nothing tells whether `thing` is a node; both callers are out of sight."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def scanned(combine):
    @partial(nnx.scan, split_rngs=...)
    def run(state, thing):
        return combine(state, thing)

    return run


def with_layer(x, layer):
    return layer(x), None


def with_array(x, y):
    return x + y, x


TABLE = {"layer": scanned(with_layer), "array": scanned(with_array)}


def main():
    rngs = nnx.Rngs(0)
    layers = nnx.vmap(lambda rngs: nnx.Linear(2, 2, rngs=rngs), axis_size=3)(rngs)
    x, _ = TABLE["layer"](jnp.ones(2), layers)
    y, ys = TABLE["array"](jnp.ones(2), jnp.ones((3, 2)))
    return {
        "x": np.asarray(x),
        "y": np.asarray(y),
        "ys": np.asarray(ys),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
