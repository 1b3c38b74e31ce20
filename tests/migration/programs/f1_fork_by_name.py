"""F1: nnx.fork by several sizes, one of them None, whose states are taken by their names."""

import jax
import numpy as np
from flax import nnx


def forked_keys(state):
    return nnx.fork(state, ..., (2, None, 3)).split_keys


def main():
    state = nnx.state(nnx.Rngs(params=0, noise=7), nnx.RngState)
    forked = nnx.fork(state, split_filter="noise", split_pattern=2)
    leaves = jax.tree.leaves(forked_keys(state))
    return {
        "all": np.asarray([jax.random.key_data(key) for key in leaves]),
        "noise": np.asarray(jax.random.key_data(jax.tree.leaves(forked.split_keys)[0])),
        "noise count": np.asarray(jax.tree.leaves(forked.split_counts)[0]),
        "params": np.asarray(jax.random.key_data(jax.tree.leaves(forked.broadcast_keys)[0])),
        "sizes": np.asarray([len(jax.tree.leaves(part)) for part in forked]),
    }
