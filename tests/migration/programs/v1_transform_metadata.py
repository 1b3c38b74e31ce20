"""V1 with transform_metadata, which stays, beside state_axes, which goes."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(
    nnx.vmap,
    axis_size=3,
    state_axes={nnx.Param: 0},
    transform_metadata={nnx.PARTITION_NAME: "layers"},
)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


@partial(
    nnx.vmap,
    in_axes=(None, 0),
    state_axes={nnx.Param: 0},
    transform_metadata={nnx.PARTITION_NAME: "layers"},
)
def forward(layer, x):
    return layer(x)


def main():
    rngs = nnx.Rngs(0)
    layers = create(rngs)
    return {
        "kernel": np.asarray(layers.kernel.value),
        "output": np.asarray(forward(layers, jnp.ones((3, 2)))),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
