import functools

import jax.numpy as jnp
from common import MLP, make_rngs
from flax import nnx

NUM = 4


@functools.partial(nnx.vmap, axis_size=NUM)
def init_members(rngs):
    return MLP(2, 8, 1, rngs=rngs)


@functools.partial(nnx.vmap, in_axes=(0, None))
def predict(model, x):
    return model(x)


def main():
    members = init_members(make_rngs(42))
    x = jnp.linspace(-1, 1, 6).reshape(3, 2)
    return {"y": predict(members, x), "kernel": members.linear1.kernel.value}
