"""Each compiled call adds noise from the Rngs that it is given."""

import jax
import jax.numpy as jnp
from flax import nnx


def augment(x, *, rngs: nnx.Rngs | None = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return x + 0.1 * jax.random.normal(rngs.noise(), x.shape)


def scaled(x, rngs):
    return 2 * augment(x, rngs=rngs)


@nnx.jit
def step(x, rngs):
    return scaled(x, rngs)


def main():
    rngs = nnx.Rngs(noise=0)
    return {"calls": jnp.stack([step(jnp.ones(8), rngs) for _ in range(3)])}
