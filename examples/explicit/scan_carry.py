"""A random walk: nnx.scan with the carry as the second argument.

The explicit form of `implicit/scan_carry.py`, for Flax from 0.9.0. The output axes of scan are left
at their default, since they are written otherwise in 0.9.x and from 0.10.0 on.
"""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@nnx.scan(length=6, in_axes=(0, nnx.Carry, nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0})))
def walk(drift, position, rngs: nnx.Rngs):
    position = position + drift + jax.random.normal(rngs.steps(), position.shape)
    return position, position


def main():
    rngs = nnx.Rngs(steps=0)
    end, path = walk(jnp.linspace(0, 1, 6), jnp.zeros(2), rngs)
    return {
        "end": np.asarray(end),
        "path": np.asarray(path),
        "next steps key": np.asarray(jax.random.key_data(rngs.steps())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
