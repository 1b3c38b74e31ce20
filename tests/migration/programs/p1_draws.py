"""P1: draws under pmap on one device; split_rngs gives other numbers, so it is not a safe fix."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.pmap, axis_size=1)
def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,)), jax.random.uniform(rngs.noise(), (2,))


def main():
    rngs = nnx.Rngs(noise=0, idle=1)
    rngs.noise()
    normal, uniform = draw(rngs)
    return {
        "normal": np.asarray(normal),
        "uniform": np.asarray(uniform),
        "noise count": np.asarray(rngs.noise.count.value),
        "idle count": np.asarray(rngs.idle.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
        "next idle key": np.asarray(jax.random.key_data(rngs.idle())),
    }
