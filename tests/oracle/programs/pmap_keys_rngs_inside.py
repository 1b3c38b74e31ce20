"""Each device builds its Rngs from a key that jax.random.split made."""

import jax
from flax import nnx


@nnx.pmap
def init_replica(key):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(params=key))


def main():
    keys = jax.random.split(jax.random.key(3), 4)
    return {"kernel": jax.device_get(init_replica(keys).kernel[...])}
