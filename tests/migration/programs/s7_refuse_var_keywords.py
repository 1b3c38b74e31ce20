"""S7, refuse: the body takes **features, which have no position in in_axes."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, in_axes=(None, None), in_axes_kwargs={"a": 0, "b": None})
def step(x, rngs: nnx.Rngs, **features):
    for name in sorted(features):
        x = x + features[name] * jax.random.normal(rngs.noise(), x.shape)
    return x, x


def main():
    rngs = nnx.Rngs(noise=0)
    x, xs = step(jnp.zeros(2), rngs, a=jnp.arange(3.0), b=jnp.ones(2))
    return {
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
