"""V2 with a tuple of two of three streams, bound to a name."""

from functools import partial

import jax
import numpy as np
from flax import nnx

PER_MEMBER = ("params", "dropout")


@partial(nnx.vmap, axis_size=3, split_rngs=PER_MEMBER)
def create(rngs: nnx.Rngs):
    linear = nnx.Linear(2, 3, rngs=rngs)
    mask = jax.random.bernoulli(rngs.dropout(), 0.5, (3,))
    shared = jax.random.normal(rngs.noise(), (3,)), jax.random.normal(rngs.noise(), (3,))
    return linear, mask, shared


def main():
    rngs = nnx.Rngs(params=0, dropout=1, noise=2)
    linear, mask, (one, two) = create(rngs)
    return {
        "kernel": np.asarray(linear.kernel.value),
        "mask": np.asarray(mask),
        "one": np.asarray(one),
        "two": np.asarray(two),
        "counts": np.asarray([rngs[name].count.value for name in ("params", "dropout", "noise")]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
