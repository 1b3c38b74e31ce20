"""Four devices with two lanes each, from one tuple of splits."""

import jax
from flax import nnx


@nnx.split_rngs(splits=(4, 2))
@nnx.pmap(axis_size=4)
@nnx.vmap(axis_size=2)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    kernel = jax.device_get(create(nnx.Rngs(0)).kernel[...])
    return {"members": kernel.reshape(-1, 2, 3)}
