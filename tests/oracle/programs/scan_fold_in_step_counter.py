"""The step counter of the carry is folded into a key of the closure."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    key = jax.random.key(0)

    @nnx.scan
    def step(t, x):
        noise = jax.random.normal(jax.random.fold_in(key, t), x.shape)
        return t + 1, x + noise

    return {"steps": step(jnp.array(0), jnp.zeros((5, 3)))[1]}
