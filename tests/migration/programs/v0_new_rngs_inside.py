"""V0 and V1 for modules that keep a new Rngs of their own: its keys come back stacked."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Own(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.calls = nnx.BatchStat(jnp.zeros(()))
        self.rngs = nnx.Rngs(noise=rngs.noise())
        self.rngs.noise()


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Own(rngs)


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def create_sharing(rngs: nnx.Rngs):
    own = Own(rngs)
    own.calls.value += 1
    return own


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    first, second = create(rngs), create_sharing(rngs)
    return {
        "first": np.asarray(first.weight.value),
        "first calls": np.asarray(first.calls.value),
        "first own keys": np.asarray(jax.random.key_data(first.rngs.noise.key.value)),
        "first own count": np.asarray(first.rngs.noise.count.value),
        "second": np.asarray(second.weight.value),
        "second calls": np.asarray(second.calls.value),
        "second own keys": np.asarray(jax.random.key_data(second.rngs.noise.key.value)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
