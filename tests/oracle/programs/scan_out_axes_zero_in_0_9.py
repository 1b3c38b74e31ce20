"""In Flax 0.9 the output axes of nnx.scan leave out the carry."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=0, length=4)
def walk(x, rngs):
    noise = jax.random.normal(rngs.noise(), x.shape)
    return x + noise, noise


def main():
    return {"noise": walk(jnp.zeros(3), nnx.Rngs(noise=0))[1]}
