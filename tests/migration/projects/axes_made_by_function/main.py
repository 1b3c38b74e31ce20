from functools import partial

import jax.numpy as jnp
from axes import param_axes
from flax import nnx


@partial(nnx.vmap, axis_size=3, state_axes=param_axes())
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    layers = create(rngs)
    y = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))(layers, jnp.ones((2,)))
    return {"y": y, "key": rngs.params()}
