"""V2 with state_axes={}: one model for all lanes, only its noise stream is split."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        mask = jax.random.bernoulli(self.rngs.mask(), 0.5, (3,))
        return self.linear(x) * mask + jax.random.normal(self.rngs.noise(), (3,))


@partial(
    nnx.vmap, in_axes=(None, 0), axis_size=4, state_axes={}, split_rngs="noise"
)  # as in a batch
def forward(model: Noisy, x: jax.Array):
    return model(x)


def main():
    model = Noisy(nnx.Rngs(params=0, mask=1, noise=2))
    x = jnp.ones((4, 2))
    return {
        "first": np.asarray(forward(model, x)),
        "second": np.asarray(forward(model, x)),
        "mask count": np.asarray(model.rngs.mask.count.value),
        "noise count": np.asarray(model.rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(model.rngs.params())),
        "next mask key": np.asarray(jax.random.key_data(model.rngs.mask())),
        "next noise key": np.asarray(jax.random.key_data(model.rngs.noise())),
    }
