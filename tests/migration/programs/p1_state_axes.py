"""pmap with state_axes: stacked parameters on one device."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Plain(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.count = nnx.BatchStat(jnp.zeros(()))

    def __call__(self, x):
        return self.linear(x) + self.count.value


@partial(nnx.vmap, axis_size=1, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Plain(rngs)


@partial(nnx.pmap, in_axes=(None, 0), state_axes={nnx.Param: 0, ...: None}, axis_size=1)
def forward(model: Plain, x):
    return model(x)


@partial(nnx.pmap, in_axes=(None, 0), state_axes={nnx.Param: 0})
def sized(model: Plain, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = create(rngs)
    return {
        "output": np.asarray(forward(model, jnp.ones((1, 2)))),
        "sized": np.asarray(sized(model, jnp.ones((1, 2)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
