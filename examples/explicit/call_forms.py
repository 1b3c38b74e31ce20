"""Three ways to map without a decorator: a call, a curried call, a class.

The explicit form of `implicit/call_forms.py`, for Flax from 0.9.0.
"""

import jax
import numpy as np
from flax import nnx


class Pair(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.first = nnx.Linear(2, 4, rngs=rngs)
        self.second = nnx.Linear(4, 2, rngs=rngs)


def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (4,))


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    by_call = nnx.split_rngs(splits=3)(nnx.vmap(draw, axis_size=3))(rngs)
    by_curried_call = nnx.split_rngs(splits=3)(nnx.vmap(axis_size=3)(draw))(rngs)
    pairs = nnx.split_rngs(splits=3)(nnx.vmap(Pair, axis_size=3))(rngs)
    return {
        "draws by a call": np.asarray(by_call),
        "draws by a partial": np.asarray(by_curried_call),
        "kernel": np.asarray(pairs.second.kernel[...]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
