"""A scan over layers whose body makes an ensemble of heads."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), length=3)
def build(depth, rngs):
    @nnx.split_rngs(splits=2)
    @nnx.vmap(axis_size=2)
    def heads(rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return depth + 1, heads(rngs)


def main():
    _, layers = build(jnp.array(0), nnx.Rngs(0))
    return {"heads": jnp.reshape(layers.kernel[...], (-1, 2, 3))}
