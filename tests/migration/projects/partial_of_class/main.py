from functools import partial

import jax.numpy as jnp
from factories import make_decoder
from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create_decoders(rngs: nnx.Rngs):
    return make_decoder(rngs=rngs)


def main():
    decoders = create_decoders(nnx.Rngs(0))
    z = jnp.arange(6.0).reshape(3, 2)
    return {"x": nnx.vmap(lambda d, z: d(z))(decoders, z)}
