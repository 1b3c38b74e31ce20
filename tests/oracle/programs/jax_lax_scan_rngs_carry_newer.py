"""From Flax 0.11 an Rngs can be the carry of jax.lax.scan."""

import jax
from flax import nnx


def step(rngs, _):
    return rngs, jax.random.normal(rngs.noise(), (4,))


def main():
    _, noise = jax.lax.scan(step, nnx.Rngs(noise=0), length=5)
    return {"noise": noise}
