"""NNX116 on Flax 0.11.0 and later: JAX's own jit, which loses what a Dropout has counted."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@jax.jit
def forward(dropout, x):
    return dropout(x)


def main():
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    masks = [forward(dropout, jnp.ones(8)) for _ in range(3)]
    return {"masks": np.stack(masks)}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
