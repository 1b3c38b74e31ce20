from functools import partial

import jax.numpy as jnp
from build import build
from flax import nnx


def main():
    rngs = nnx.Rngs(3)
    create = nnx.vmap(partial(build, 2, 3), axis_size=4)
    models = create(rngs)
    y = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))(models, jnp.ones((2,)))
    return {"y": y, "key": rngs.params()}
