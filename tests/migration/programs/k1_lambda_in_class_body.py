"""K1 in a class body and as an argument: lambdas, one with a default, one in a call."""

from functools import partial

import jax
import numpy as np
from flax import nnx

WIDTH = 2


class Models:
    create = staticmethod(nnx.vmap(lambda rngs: nnx.Linear(WIDTH, 4, rngs=rngs), axis_size=3))
    draw = staticmethod(partial(nnx.vmap, axis_size=2)(lambda r: jax.random.normal(r(), (WIDTH,))))


def apply(function, rngs):
    return function(rngs)


def main():
    rngs = nnx.Rngs(0)
    model = Models.create(rngs)
    applied = apply(nnx.vmap(lambda rngs: jax.random.bits(rngs(), (2,)), axis_size=2), rngs)
    return {
        "kernel": np.asarray(model.kernel.value),
        "draw": np.asarray(Models.draw(rngs)),
        "applied": np.asarray(applied),
        "next key": np.asarray(jax.random.key_data(rngs())),
    }
