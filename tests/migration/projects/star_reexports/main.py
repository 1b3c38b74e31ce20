from functools import partial

import jax.numpy as jnp
from flax import nnx
from nets import Residual, seeded


def build(dim, depth, rngs):
    @partial(nnx.vmap, axis_size=depth)
    def create(rngs):
        return Residual(dim, rngs)

    return create(rngs)


@nnx.scan
def apply(x, layer):
    x = layer(x)
    return x, x.mean()


def main():
    rngs = seeded(3)
    layers = build(3, 4, rngs)
    x, means = apply(jnp.ones((2, 3)), layers)
    return {"x": x, "means": means, "params": rngs.params(), "dropout": rngs.dropout()}
