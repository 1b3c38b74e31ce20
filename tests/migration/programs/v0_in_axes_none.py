"""V0 with in_axes=None on the Rngs, which 0.8.5 ignores, and a size that is a call."""

import functools

import jax
import numpy as np
from flax import nnx

MEMBERS = ("a", "b", "c")


@functools.partial(nnx.vmap, in_axes=None, out_axes=0, axis_size=len(MEMBERS))
def create(rngs: nnx.Rngs) -> nnx.Linear:
    return nnx.Linear(2, 2, use_bias=False, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=3)
    members = create(rngs)
    return {
        "kernel": np.asarray(members.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
