"""V1 with a filter for a subclass first: one adapter per lane on shared parameters."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Adapter(nnx.Param):
    """What every lane has for itself."""


class Adapted(nnx.Module):
    def __init__(self, base: nnx.Linear, rngs: nnx.Rngs):
        self.base = base
        self.a = Adapter(jax.random.normal(rngs.adapter(), (2, 1)))
        self.b = Adapter(jnp.ones((1, 3)))

    def __call__(self, x):
        return self.base(x) + x @ self.a.value @ self.b.value


ADAPTERS = {Adapter: 0, nnx.Param: None}


@partial(nnx.vmap, in_axes=(None, None), axis_size=4, state_axes=ADAPTERS)
def adapt(base: nnx.Linear, rngs: nnx.Rngs):
    return Adapted(base, rngs)


@partial(nnx.vmap, in_axes=(None, 0), axis_size=4, state_axes=ADAPTERS)
def forward(model: Adapted, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0, adapter=1)
    base = nnx.Linear(2, 3, rngs=rngs)
    model = adapt(base, rngs)
    return {
        "base": np.asarray(model.base.kernel.value),
        "a": np.asarray(model.a.value),
        "output": np.asarray(forward(model, jnp.ones((4, 5, 2)))),
        "same base": np.asarray(model.base is base),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next adapter key": np.asarray(jax.random.key_data(rngs.adapter())),
    }
