"""One replica a device, each with its own initial weights."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.pmap(axis_size=4)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    model = create(nnx.Rngs(0))
    return {"replicas": jnp.asarray(jax.device_get(model.kernel[...]))}
