from functools import partial

import jax.numpy as jnp
from flax import nnx
from layers import Noisy
from streams import SPLIT


@partial(nnx.vmap, axis_size=3, split_rngs=SPLIT)
def create(rngs: nnx.Rngs):
    return Noisy(2, rngs)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    layers = create(rngs)
    y = nnx.vmap(lambda layer, x: layer(x), in_axes=(0, None))(layers, jnp.ones((2,)))
    return {"y": y, "offset": layers.offset.value, "params": rngs.params(), "noise": rngs.noise()}
