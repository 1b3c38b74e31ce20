"""K2: an ensemble, whose methods are mapped by themselves, is made and called by a vmap."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Ensemble(nnx.Module):
    def __init__(self, size: int, rngs: nnx.Rngs):
        self.members = nnx.vmap(lambda r: nnx.Linear(2, 3, rngs=r), axis_size=size)(rngs)
        self.rngs = rngs

    def __call__(self, x):
        @partial(nnx.vmap, in_axes=(None, None, 0), axis_size=2)
        def call(member: nnx.Linear, rngs: nnx.Rngs, x):
            return member(x) + jax.random.normal(rngs.noise(), (3,))

        return call(self.members, self.rngs, x)


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Ensemble(2, rngs)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=3)
def forward(ensemble: Ensemble, x):
    return ensemble(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    ensemble = create(rngs)
    return {
        "kernel": np.asarray(ensemble.members.kernel.value),
        "output": np.asarray(forward(ensemble, jnp.ones((3, 2, 4, 2)))),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
