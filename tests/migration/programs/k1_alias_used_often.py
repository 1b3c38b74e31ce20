"""K1: an alias vmap = partial(nnx.vmap, ...) that three functions use, by decorator and call."""

from functools import partial

import jax
import numpy as np
from flax import nnx

vmap = partial(nnx.vmap, axis_size=3)


@vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


@vmap
def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "draws": np.asarray(draw(rngs)),
        "called": np.asarray(vmap(lambda r: jax.random.uniform(r.noise(), ()))(rngs)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
