"""S7, refuse: `gain` is scanned where it is positional and shared where it is a keyword."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, in_axes=0, in_axes_kwargs=None, length=3)
def forward(x, rngs: nnx.Rngs, gain):
    x = x + gain * jax.random.normal(rngs.noise(), x.shape)
    return x, x


def main():
    rngs = nnx.Rngs(noise=0)
    _, scanned = forward(jnp.zeros(2), rngs, jnp.arange(3.0))
    _, shared = forward(jnp.zeros(2), rngs, gain=jnp.arange(2.0))
    return {
        "scanned": np.asarray(scanned),
        "shared": np.asarray(shared),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
