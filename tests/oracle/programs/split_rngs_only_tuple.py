"""Two streams of three are split, and named in a tuple."""

import jax
import jax.numpy as jnp
from flax import nnx

AXES = nnx.StateAxes({("params", "noise"): 0, ...: None})


@nnx.split_rngs(splits=3, only=("params", "noise"))
@nnx.vmap(in_axes=(AXES,), axis_size=3)
def create(rngs):
    kernel = nnx.Linear(2, 3, rngs=rngs).kernel[...]
    return kernel + jax.random.normal(rngs.noise(), kernel.shape)


def main():
    return {"noisy kernels": jnp.asarray(create(nnx.Rngs(params=0, noise=1, dropout=2)))}
