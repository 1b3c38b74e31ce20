"""V1 whose functions return what methods of the parameters return."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Coder(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.rngs = rngs

    def encode(self, x):
        mean = self.linear(x)
        return mean, mean + jax.random.normal(self.rngs.noise(), mean.shape)

    def loss(self, x):
        mean, sample = self.encode(x)
        return {"mean": jnp.mean(mean), "sample": jnp.mean(sample)}

    def copy(self):
        return nnx.clone(self)


class Wrapped(nnx.Module):
    def __init__(self, coder: Coder):
        self.coder = coder


@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return Coder(rngs)


@partial(nnx.vmap, in_axes=(None, None), axis_size=2, state_axes={nnx.Param: 0})
def encode(coder: Coder, x):
    return coder.encode(x)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=2, state_axes={nnx.Param: 0})
def loss(coder: Coder, x):
    return coder.loss(x)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=2, state_axes={nnx.Param: 0})
def through(wrapped: Wrapped, x):
    return wrapped.coder.loss(x)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=2, state_axes={nnx.Param: 0})
def untyped(model, x):
    return model.encode(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    coder = create(rngs)
    mean, sample = encode(coder, jnp.ones((2,)))
    losses = loss(coder, jnp.ones((2, 2)))
    others = through(Wrapped(coder), jnp.ones((2, 2)))
    return {
        "mean": np.asarray(mean),
        "sample": np.asarray(sample),
        "loss": np.asarray(losses["sample"]),
        "other": np.asarray(others["sample"]),
        "untyped": np.asarray(untyped(coder, jnp.ones((2, 2)))[1]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
