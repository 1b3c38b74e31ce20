"""P3: nnx.Pmap of which one stream is split, and another draws alike on each device."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Sampler(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.loc = nnx.Param(jax.random.normal(rngs.params(), (2,)))

    def __call__(self, x: jax.Array) -> jax.Array:
        shared = jax.random.normal(self.rngs.shared(), x.shape)
        return x + self.loc.value * jax.random.normal(self.rngs.noise(), x.shape) + shared


Samplers = nnx.Pmap.constructor(Sampler, split_rngs="noise", state_axes={nnx.Param: 0}, axis_size=1)


def main():
    rngs = nnx.Rngs(params=0, noise=1, shared=2)
    samplers = Samplers(rngs)
    return {
        "loc": np.asarray(samplers.pmap_module.loc.value),
        "first": np.asarray(samplers(jnp.ones((1, 4, 2)))),
        "second": np.asarray(samplers(jnp.ones((1, 4, 2)))),
        "noise count": np.asarray(rngs.noise.count.value),
        "shared count": np.asarray(rngs.shared.count.value),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
        "next shared key": np.asarray(jax.random.key_data(rngs.shared())),
    }
