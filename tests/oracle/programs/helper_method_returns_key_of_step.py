"""A method makes the key of each step from the counter of the scan."""

import jax
import jax.numpy as jnp
from flax import nnx


class Noise(nnx.Module):
    def step_key(self, seed=0):
        return jax.random.fold_in(jax.random.key(1), seed)

    def __call__(self, xs):
        def step(carry, pair):
            x, seed = pair
            return carry, x + jax.random.normal(self.step_key(seed), x.shape)

        return jax.lax.scan(step, 0.0, (xs, jnp.arange(3)))[1]


def main():
    return {"steps": Noise()(jnp.zeros((3, 4)))}
