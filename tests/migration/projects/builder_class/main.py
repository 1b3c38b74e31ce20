from functools import partial

import jax.numpy as jnp
from builder import EncoderBuilder
from flax import nnx

builder = EncoderBuilder(3, 2)


@partial(nnx.vmap, axis_size=4)
def build_all(rngs: nnx.Rngs):
    return builder.build(rngs)


def main():
    rngs = nnx.Rngs(1)
    encoders = build_all(rngs)
    y = nnx.vmap(lambda e, x: e(x))(encoders, jnp.ones((4, 3)))
    return {"y": y, "key": rngs.params()}
