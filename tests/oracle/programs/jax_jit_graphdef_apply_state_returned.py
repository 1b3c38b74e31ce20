"""What graphdef.apply hands back beside the result goes into the next call."""

import jax
import jax.numpy as jnp
from flax import nnx

graphdef, initial = nnx.split(nnx.Dropout(0.5, rngs=nnx.Rngs(0)))


@jax.jit
def step(state, x):
    y, (_, state) = graphdef.apply(state)(x)
    return y, state


def main():
    state = initial
    outs = []
    for _ in range(3):
        y, state = step(state, jnp.ones(64))
        outs.append(y)
    return {"calls": jnp.stack(outs)}
