"""V2 with nnx.Not: every stream but one is split."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2, split_rngs=nnx.Not("shared"))
def draw(rngs: nnx.Rngs):
    own = jax.random.uniform(rngs.own(), (3,))
    return own, jax.random.uniform(rngs.shared(), (3,)) + own


def main():
    rngs = nnx.Rngs(own=0, shared=1)
    own, total = draw(rngs)
    return {
        "own": np.asarray(own),
        "total": np.asarray(total),
        "next own key": np.asarray(jax.random.key_data(rngs.own())),
        "next shared key": np.asarray(jax.random.key_data(rngs.shared())),
    }
