"""Each lane builds an Rngs with two streams, from two arrays of keys."""

import jax
import jax.numpy as jnp
from flax import nnx


class Member(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 64, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)


@nnx.vmap(in_axes=(0, 0, None))
def init_and_run(params_key, dropout_key, x):
    member = Member(nnx.Rngs(params=params_key, dropout=dropout_key))
    return member.linear.kernel[...], member.dropout(x)


def main():
    params_keys = jax.random.split(jax.random.key(0), 3)
    dropout_keys = jax.random.split(jax.random.key(1), 3)
    kernels, masked = init_and_run(params_keys, dropout_keys, jnp.ones(64))
    return {"kernels": kernels, "masked": masked}
