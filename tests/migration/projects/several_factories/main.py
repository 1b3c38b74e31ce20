from functools import partial

import jax.numpy as jnp
from flax import nnx
from zoo import Sizes, create_model, create_rngs


@partial(nnx.vmap, axis_size=Sizes.SMALL)
def create_wide(rngs: nnx.Rngs):
    return create_model("wide", rngs)


@partial(nnx.vmap, axis_size=Sizes.LARGE)
def create_narrow(rngs: nnx.Rngs):
    return create_model("narrow", rngs)


def main():
    rngs = create_rngs(5)
    wide, narrow = create_wide(rngs), create_narrow(rngs)
    apply = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))
    x = jnp.ones((1, 2))
    return {"wide": apply(wide, x), "narrow": apply(narrow, x), "key": rngs.params()}
