"""The Rngs argument is carried by its StateAxes."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.scan(length=5, in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: nnx.Carry})))
def walk(x, rngs):
    noise = jax.random.normal(rngs.noise(), x.shape)
    return x + noise, noise


def main():
    return {"noise": walk(jnp.zeros(3), nnx.Rngs(noise=0))[1]}
