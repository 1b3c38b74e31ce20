"""S7: `power` has a default, is never passed and must stay a Python number in the body."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, in_axes=(None, None), in_axes_kwargs=None, length=3)
def forward(x, rngs: nnx.Rngs, shift, power: int = 2):
    for _ in range(power):
        x = x + jax.random.normal(rngs.noise(), x.shape)
    return x + shift, x


def main():
    rngs = nnx.Rngs(noise=0)
    x, xs = forward(jnp.zeros(2), rngs, shift=jnp.ones(2))
    return {
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
