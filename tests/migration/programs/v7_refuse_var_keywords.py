"""V7 with **kwargs: there is no position for what comes by keyword."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None, axis_size=3)
def forward(rngs: nnx.Rngs, x, **options):
    noise = jax.random.normal(rngs.noise(), x.shape)
    return x * options["scale"] + noise + options.get("shift", 0.0)


def main():
    rngs = nnx.Rngs(noise=0)
    x = jnp.ones((3, 2))
    return {
        "scaled": np.asarray(forward(rngs, x, scale=jnp.float32(2))),
        "shifted": np.asarray(forward(rngs, x, scale=jnp.float32(2), shift=jnp.ones((2,)))),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
