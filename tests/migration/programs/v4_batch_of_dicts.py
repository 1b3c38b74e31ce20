"""V4 whose size is inside a dict of arrays, of which one is broadcast."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, {"image": 0, "scale": None}))
def noisy(rngs: nnx.Rngs, batch):
    image = batch["image"]
    return image + batch["scale"] * jax.random.normal(rngs.noise(), image.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    batch = {"image": jnp.zeros((3, 2)), "scale": jnp.full((2,), 0.5)}
    return {
        "output": np.asarray(noisy(rngs, batch)),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
