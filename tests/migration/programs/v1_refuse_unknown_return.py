"""V1 whose return value comes out of a table: whether it holds modules cannot be seen."""

from functools import partial

import jax
import numpy as np
from flax import nnx

KINDS = {
    "linear": lambda rngs: nnx.Linear(2, 4, rngs=rngs),
    "embed": lambda rngs: (nnx.Embed(3, 4, rngs=rngs), jax.random.normal(rngs.noise(), (2,))),
}


def main(kind="embed"):
    @partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 1})
    def create(rngs: nnx.Rngs):
        return KINDS[kind](rngs)

    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "embedding": np.asarray(model.embedding.value),
        "noise": np.asarray(noise),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
