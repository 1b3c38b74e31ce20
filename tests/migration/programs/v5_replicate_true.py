"""V5: state_axes={} and split_rngs=True, one model whose noise differs from lane to lane."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.calls = nnx.BatchStat(jnp.zeros((), jnp.int32))
        self.rngs = rngs

    def __call__(self, x):
        self.calls.value += 1
        return self.linear(x) + jax.random.normal(self.rngs.noise(), (3,))


@partial(nnx.vmap, in_axes=(None, 0), axis_size=5, state_axes={}, split_rngs=True)
def forward(model: Noisy, x):
    return model(x)


def main():
    model = Noisy(nnx.Rngs(params=0, noise=1))
    x = jnp.ones((5, 2))
    return {
        "first": np.asarray(forward(model, x)),
        "second": np.asarray(forward(model, x)),
        "calls": np.asarray(model.calls.value),
        "next params key": np.asarray(jax.random.key_data(model.rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
