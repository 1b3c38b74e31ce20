"""A random walk: nnx.scan with the carry as the second argument.

For Flax 0.8.x: `carry_argnum` says where the carry is; the Rngs is carried from step to step.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, length=6, in_axes=(0, 0, None), carry_argnum=1)
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
