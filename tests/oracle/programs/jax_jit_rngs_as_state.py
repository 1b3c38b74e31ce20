"""An Rngs goes through jax.jit as its state."""

import jax
import jax.numpy as jnp
from flax import nnx


@jax.jit
def noise(graphdef, state, x):
    rngs = nnx.merge(graphdef, state)
    y = x + jax.random.normal(rngs.noise(), x.shape)
    _, state = nnx.split(rngs)
    return y, state


def main():
    graphdef, state = nnx.split(nnx.Rngs(noise=0))
    outs = []
    for _ in range(4):
        y, state = noise(graphdef, state, jnp.ones(8))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
