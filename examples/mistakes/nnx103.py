"""NNX103 on Flax 0.9.0 and later: one module, and so one mask, for a whole batch."""

import jax.numpy as jnp
import numpy as np
from flax import nnx


@nnx.vmap(in_axes=(None, 0))
def forward(dropout, x):
    return dropout(x)


def main():
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    return {"batch": np.asarray(forward(dropout, jnp.ones((4, 8))))}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
