"""S7: steps as values and methods, with defaults that no call passes."""

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

    @partial(nnx.scan, in_axes=(None, 0), state_axes={}, length=3, carry_argnum=1, scan_output=False)
    def steps(self, x, *, times: int = 2, deterministic=False):
        """Several times in each step."""
        for _ in range(times):
            x = self(x) if not deterministic else x
        return x


def step(x, model: Noisy, flag=True):
    return (model(x), x) if flag else (x, x)


run = nnx.scan(step, state_axes={}, length=3)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Noisy(rngs)
    x, xs = run(jnp.ones((2,)), model)
    y, _ = nnx.scan(lambda x, m, n=2: (m(x) * n, None), state_axes={}, length=2)(x, model)
    return {
        "steps": np.asarray(model.steps(jnp.ones((2,)))),
        "x": np.asarray(x),
        "xs": np.asarray(xs),
        "y": np.asarray(y),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
