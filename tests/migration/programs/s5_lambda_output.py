"""S5: scan_output=False on a lambda that is called at once: the body has no statement to edit."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def main():
    rngs = nnx.Rngs(params=4)
    layers = nnx.vmap(lambda rngs: nnx.Linear(3, 3, rngs=rngs), axis_size=4)(rngs)
    x = nnx.scan(lambda x, layer: nnx.tanh(layer(x)), scan_output=False)(jnp.ones((2, 3)), layers)
    return {
        "x": np.asarray(x),
        "kernel": np.asarray(layers.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
