"""S6, refuse: a scan makes the layers, and each keeps the Rngs that the scan carries."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


@partial(nnx.scan, length=3, in_axes=(None, None))
def create(carry, rngs: nnx.Rngs):
    return carry + 1, Layer(rngs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    made, layers = create(jnp.array(0), rngs)
    return {
        "made": np.asarray(made),
        "kernel": np.asarray(layers.linear.kernel.value),
        "params count": np.asarray(rngs.params.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
