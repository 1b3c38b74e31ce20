"""P2: replicas from a Rngs that was used before; the counts go on inside the devices."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.pmap, axis_size=jax.local_device_count())
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs), jax.random.normal(rngs.noise(), (3,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    single = nnx.Linear(2, 4, rngs=rngs)
    model, noise = create(rngs)
    again, more_noise = create(rngs)
    return {
        "single": np.asarray(single.kernel.value),
        "kernel": np.asarray(model.kernel.value),
        "again": np.asarray(again.kernel.value),
        "noise": np.asarray(jnp.stack([noise, more_noise])),
        "params count": np.asarray(rngs.params.count.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
