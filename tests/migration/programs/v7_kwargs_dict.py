"""V7 with an axis per keyword in a dict."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(
    nnx.vmap,
    in_axes=(None,),
    in_axes_kwargs={"x": 1, "mask": None},
    axis_size=4,
)
def drop(rngs: nnx.Rngs, x, mask):
    noise = jax.random.uniform(rngs.dropout(), x.shape)
    return jnp.where(mask, x, noise)


def main():
    rngs = nnx.Rngs(dropout=0)
    x = jnp.arange(12.0).reshape(3, 4)
    mask = jnp.array([True, False, True])
    return {
        "output": np.asarray(drop(rngs, x=x, mask=mask)),
        "turned": np.asarray(drop(rngs, mask=~mask, x=x)),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }
