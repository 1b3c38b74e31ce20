"""V7 with state_axes: a keyword-only module gets the prefix though in_axes_kwargs says None."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.weight = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.offset = nnx.BatchStat(jnp.ones(()))
        self.rngs = rngs


@partial(nnx.vmap, axis_size=3, in_axes_kwargs=None, state_axes={nnx.Param: 0})
def forward(x, *, model: Noisy, temperature):
    noise = jax.random.normal(model.rngs.noise(), ())
    return x @ model.weight.value / temperature + noise + model.offset.value


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    model.weight.value = jnp.stack([model.weight.value * i for i in range(3)])
    x = jnp.array([[1.0, 0.0], [0.0, 1.0], [4.0, 0.0]])
    return {
        "output": np.asarray(forward(x, model=model, temperature=jnp.float32(2))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
