"""NNX104 on Flax 0.10.0 and later: a Dropout that drops the same units at every step of a scan."""

import jax.numpy as jnp
import numpy as np
from flax import nnx


@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=nnx.Carry)
def steps(x, dropout, noise):
    return dropout(x) + noise


def main():
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    once = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
    again = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
    return {"once": np.asarray(once), "again": np.asarray(again)}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
