"""S6: a scan makes layers that keep no Rngs (nnx.Linear), each with the keys of its own step."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, length=3, in_axes=(None, None))
def create(scale, rngs: nnx.Rngs):
    return scale * 0.5, nnx.Linear(2, 2, rngs=rngs)


def main():
    rngs = nnx.Rngs(params=0)
    scale, layers = create(jnp.ones(()), rngs)
    return {
        "scale": np.asarray(scale),
        "kernel": np.asarray(layers.kernel.value),
        "params count": np.asarray(rngs.params.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
