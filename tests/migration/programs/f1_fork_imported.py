"""F1: fork imported from flax.nnx, of a state of no stream that the filter hits."""

import jax
import numpy as np
from flax.nnx import RngCount, RngKey, Rngs, RngState, fork, split


def lanes(rngs: Rngs, size: int):
    _, state = split(rngs, RngState)
    return fork(state, (RngKey, RngCount), size)


def main():
    rngs = Rngs(3)
    rngs()
    keys, counts, others, _ = lanes(rngs, 5)
    _, state = split(rngs, RngState)
    missed = fork(state, "params", 5)
    return {
        "keys": np.asarray(jax.random.key_data(jax.tree.leaves(keys)[0])),
        "counts": np.asarray(jax.tree.leaves(counts)[0]),
        "others": np.asarray(len(jax.tree.leaves(others))),
        "missed": np.asarray([len(jax.tree.leaves(part)) for part in missed]),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
