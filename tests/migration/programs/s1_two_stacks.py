"""S1: two stacks and an Rngs as arguments of one scan; default in_axes; reverse."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(4, 4, rngs=rngs), nnx.LayerNorm(4, rngs=rngs)


@partial(nnx.scan, reverse=True, state_axes={nnx.Param: 0})
def forward(x, linear: nnx.Linear, norm: nnx.LayerNorm, rngs: nnx.Rngs):
    x = norm(linear(x)) + jax.random.uniform(rngs.noise(), x.shape)
    x = x * jax.random.bernoulli(rngs.mask(), 0.5, x.shape)
    return x, jax.random.key_data(rngs.noise())


def main():
    rngs = nnx.Rngs(params=0, noise=1, mask=2)
    linears, norms = create(rngs)
    x, keys = forward(jnp.ones((2, 4)), linears, norms, rngs)
    return {
        "x": np.asarray(x),
        "keys": np.asarray(keys),
        "kernel": np.asarray(linears.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "mask count": np.asarray(rngs.mask.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
        "next mask key": np.asarray(jax.random.key_data(rngs.mask())),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
