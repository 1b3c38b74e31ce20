"""A state that was taken apart once and merged several times, and the original drawn from."""

import jax
import numpy as np
from flax import nnx


def repeated():
    graphdef, state = nnx.split(nnx.Rngs(3))
    return [nnx.merge(graphdef, state).noise() for _ in range(2)]


def main():
    rngs = nnx.Rngs(0)
    graphdef, state = nnx.split(rngs)
    drawn = rngs.params()
    first = nnx.merge(graphdef, state)
    second = nnx.merge(graphdef, state)
    applied, _ = graphdef.apply(state).params()
    keys = {
        "drawn": drawn,
        "first": first.params(),
        "second": second.params(),
        "applied": applied,
        "repeated": repeated()[1],
        "next key": rngs.params(),
    }
    return {
        **{name: np.asarray(jax.random.key_data(key)) for name, key in keys.items()},
        "counts": np.asarray([first.default.count.value, second.default.count.value]),
    }
