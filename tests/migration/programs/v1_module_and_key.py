"""V1 that returns a module and what was drawn beside it."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Lin(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Lin(rngs), rngs.noise()


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 1})
def named(rngs: nnx.Rngs):
    model = Lin(rngs)
    draws = {"noise": jax.random.normal(rngs.noise(), (2,)), "model": model}
    return draws


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def by_name(rngs):
    return Lin(rngs), rngs["noise"](), rngs()


def main():
    rngs = nnx.Rngs(0, params=0, noise=1)
    model, keys = create(rngs)
    draws = named(rngs)
    third, key, other = by_name(rngs)
    return {
        "kernel": np.asarray(model.linear.kernel.value),
        "keys": np.asarray(jax.random.key_data(keys)),
        "other": np.asarray(draws["model"].linear.kernel.value),
        "noise": np.asarray(draws["noise"]),
        "third": np.asarray(third.linear.kernel.value),
        "key": np.asarray(jax.random.key_data(key)),
        "default": np.asarray(jax.random.key_data(other)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
