"""K1: partial(nnx.vmap, ...)(f) at module level and with the function already in the partial."""

import functools
from functools import partial

import jax
import numpy as np
from flax import nnx


def draw(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (2,))


draw_three = partial(nnx.vmap, axis_size=3)(draw)
make_draw = functools.partial(nnx.vmap, draw, axis_size=2)


def main():
    rngs = nnx.Rngs(noise=0)
    return {
        "three": np.asarray(draw_three(rngs)),
        "two": np.asarray(make_draw()(rngs)),
        "four": np.asarray(nnx.vmap(f=draw, axis_size=4)(rngs)),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
