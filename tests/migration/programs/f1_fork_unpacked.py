"""F1: nnx.fork of the state of an Rngs, its four states unpacked and mapped by jax.vmap."""

import jax
import numpy as np
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    rngs.params()
    graphdef, state = nnx.split(rngs, nnx.RngState)
    split_keys, split_counts, broadcast_keys, broadcast_counts = nnx.fork(state, "params", 4)

    def lane(keys, others):
        streams = nnx.merge(graphdef, keys, *others)
        first = jax.random.normal(streams.params(), (3,))
        second = jax.random.normal(streams.params(), (3,))
        return first, second, jax.random.uniform(streams.dropout(), (2,))

    others = split_counts, broadcast_keys, broadcast_counts
    first, second, shared = jax.vmap(lane, in_axes=(0, None))(split_keys, others)
    return {
        "first": np.asarray(first),
        "second": np.asarray(second),
        "shared": np.asarray(shared),
        "keys": np.asarray(jax.random.key_data(jax.tree.leaves(split_keys)[0])),
    }
