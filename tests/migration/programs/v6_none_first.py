"""V6: in_axes=(None, 0) with the ensemble first; its None was ignored."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)


@partial(nnx.vmap, in_axes=(None, 0))
def forward_each(model: nnx.Linear, x):
    return model(x)


@partial(nnx.vmap, in_axes=None)
def forward_all(model: nnx.Linear, x):
    return model(x)


def main():
    rngs = nnx.Rngs(params=0)
    model = create(rngs)
    return {
        "each": np.asarray(forward_each(model, jnp.arange(6.0).reshape(3, 2))),
        "all": np.asarray(forward_all(model, jnp.ones((5, 2)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
