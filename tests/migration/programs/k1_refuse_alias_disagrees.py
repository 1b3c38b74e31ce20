"""K1: one alias with removed keywords whose uses need different in_axes and out_axes."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

replicated = partial(nnx.vmap, axis_size=2, in_axes=None, state_axes={nnx.Param: 0})


@replicated
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs), jax.random.normal(rngs.noise(), (2,))


@replicated
def forward(x, model: nnx.Linear, rngs: nnx.Rngs):
    y = model(x)
    return y + jax.random.normal(rngs.noise(), y.shape)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model, noise = create(rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "noise": np.asarray(noise),
        "output": np.asarray(forward(jnp.ones((4, 2)), model, rngs)),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
