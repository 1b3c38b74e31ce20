"""Two Rngs are split together and mapped together."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0), axis_size=3)
def create(init_rngs, noise_rngs):
    kernel = nnx.Linear(2, 3, rngs=init_rngs).kernel[...]
    return kernel, jax.random.normal(noise_rngs(), kernel.shape)


def main():
    kernel, noise = create(nnx.Rngs(0), nnx.Rngs(1))
    return {"kernel": jnp.asarray(kernel), "noise": noise}
