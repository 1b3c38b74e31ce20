"""V4 decorated, then put under jit by name; and a partial of it."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), x.shape)


@partial(nnx.vmap, in_axes=(None, 0), state_axes={})
def forward(model: Noisy, x: jax.Array):
    return model(x)


fast = nnx.jit(forward)


class Trainer:
    def __init__(self, model):
        self.model = model
        self.forward = nnx.vmap(lambda m, x: m(x), in_axes=(None, 0), state_axes={})
        self.bound = partial(forward, model)

    def run(self, x):
        return self.forward(self.model, x) + self.bound(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    return {
        "y": np.asarray(forward(model, jnp.ones((3, 2)))),
        "z": np.asarray(fast(model, jnp.ones((3, 2)))),
        "t": np.asarray(Trainer(model).run(jnp.ones((3, 2)))),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
