from functools import partial

import jax.numpy as jnp
from decoder import Decoder
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return Decoder(2, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    decoders = create(rngs)
    y = nnx.vmap(lambda d, x: d(x), in_axes=(0, None))(decoders, jnp.ones((2,)))
    return {"y": y, "key": rngs.params()}
