"""One Dropout layer is used at every step, with a split key a step."""

import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=4)
@nnx.scan(in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def run(carry, model, x):
    return carry, model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
    xs = jnp.ones((4, 64))
    _, first = run((), model, xs)
    _, second = run((), model, xs)
    return {"masks": jnp.concatenate([first, second])}
