"""V7 with keyword-only arrays of which the required one comes after one with a default."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None, axis_size=2)
def forward(rngs: nnx.Rngs, x, *, shift=0.0, scale):
    return x * scale + shift + jax.random.normal(rngs.noise(), x.shape)


def main():
    rngs = nnx.Rngs(noise=0)
    x = jnp.arange(6.0).reshape(2, 3)
    return {
        "plain": np.asarray(forward(rngs, x, scale=jnp.ones((3,)), shift=jnp.zeros((3,)))),
        "shifted": np.asarray(forward(rngs, x, shift=jnp.ones((3,)), scale=jnp.ones((3,)))),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
