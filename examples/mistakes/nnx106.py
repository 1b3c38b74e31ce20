"""NNX106 on every Flax: an Rngs of a constant, made anew in every lane."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@nnx.vmap
def noisy(x):
    rngs = nnx.Rngs(noise=0)
    return x + jax.random.normal(rngs.noise(), x.shape)


def main():
    return {"noisy": np.asarray(noisy(jnp.zeros((3, 2))))}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
