"""V0 with an Rngs as the default argument, which no release has split: all lanes are alike."""

from functools import partial

import jax
import numpy as np
from flax import nnx

RNGS = nnx.Rngs(noise=0)


@partial(nnx.vmap, axis_size=3)
def draw(rngs: nnx.Rngs = RNGS):
    return jax.random.normal(rngs.noise(), (2,))


def main():
    return {"draws": np.asarray(draw()), "count": np.asarray(RNGS.noise.count.value)}
