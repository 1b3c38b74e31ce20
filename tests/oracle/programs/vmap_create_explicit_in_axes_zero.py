"""The axis of the Rngs is written out as in_axes=0."""

import jax.numpy as jnp
from flax import nnx

N = 5


@nnx.split_rngs(splits=N)
@nnx.vmap(in_axes=0, out_axes=0, axis_size=N)
def create_model(rngs: nnx.Rngs):
    return nnx.Linear(in_features=3, out_features=2, rngs=rngs)


def main():
    rngs = nnx.Rngs(42)
    first = create_model(rngs)
    second = create_model(rngs)
    kernels = jnp.concatenate([first.kernel[...], second.kernel[...]])
    return {"ensemble": kernels}
