"""V1 that returns a module between two arrays, with out_axes for each of them."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(
    nnx.vmap,
    out_axes=(1, 0, -1),
    axis_size=3,
    state_axes={nnx.Param: 1},
)
def create(rngs: nnx.Rngs):
    before = jax.random.normal(rngs.noise(), (4,))
    model = nnx.Linear(2, 5, rngs=rngs)
    after = jax.random.normal(rngs.noise(), (4, 2))
    return before, model, after


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    before, model, after = create(rngs)
    return {
        "before": np.asarray(before),
        "kernel": np.asarray(model.kernel.value),
        "bias": np.asarray(model.bias.value),
        "after": np.asarray(after),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
