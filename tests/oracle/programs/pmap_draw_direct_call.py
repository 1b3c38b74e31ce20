"""nnx.pmap(f)(rngs) with the split in a context manager."""

import jax
from flax import nnx


def sample(rngs: nnx.Rngs):
    return jax.random.uniform(rngs.noise(), (3,))


def main():
    devices = jax.local_device_count()
    rngs = nnx.Rngs(noise=0)
    with nnx.split_rngs(rngs, splits=devices):
        noise = nnx.pmap(sample, axis_name="device")(rngs)
    return {"noise": jax.device_get(noise)}
