"""NNX105: a draw from an Rngs that a compiled function captures. Flax 0.10.5 and later refuse it.

Flax 0.10.1 to 0.10.4 draw the same numbers on every call.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def main():
    rngs = nnx.Rngs(noise=0)

    @nnx.jit
    def add_noise(x):
        return x + jax.random.normal(rngs.noise(), x.shape)

    return {"once": np.asarray(add_noise(jnp.ones(8))), "again": np.asarray(add_noise(jnp.ones(8)))}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
